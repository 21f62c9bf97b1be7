import type { Account } from '../account.ts'
import { HABITS } from '../habits/habit.ts'
import { createSums, type Sums } from './sums.ts'

/** What is usual for the people of one role at one outlet: fading sums of days, fewer than a role has. */
export type Team = Sums

/** Indices of a team's sums; of habits, [habit] the sum of days. */
export const TeamSum = { activeDays: 0, dayDistinct: 1, habits: 2 } as const
export const TEAM_VALUES = 2 + HABITS

/** Outlets and roles are free text from the log: a log that invents them must not grow the lane without end. */
export const MOST_TEAMS = 4096

/** By hash of outlet and role. */
export type Teams = {
  readonly teams: Map<number, Team>
  /** Hashes of those of which the store does not have what the lane has taught, or that it may forget. */
  readonly changedTeams: Set<number>
}

export const createTeam = (): Team => createSums(new Float64Array(TEAM_VALUES))

/** What is known of the account's team; undefined where the log names no outlet, or where nothing is. */
export const teamOf = ({ teams }: Teams, { team }: Account): Team | undefined => teams.get(team)

/** The account's team, to be added to; null where it has none, or where there are too many. */
export const teamToTeach = ({ teams, changedTeams }: Teams, { team }: Account): Team | null => {
  const known = teams.get(team)
  if (known === undefined && (team === 0 || teams.size >= MOST_TEAMS)) return null
  const taught = known ?? createTeam()
  teams.set(team, taught)
  changedTeams.add(team)
  return taught
}
