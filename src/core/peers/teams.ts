import type { Account } from '../account.ts'
import { HABITS } from '../habits/habit.ts'
import { createSums, type Sums } from './sums.ts'

/**
 * What is usual for the people of one role at one outlet: fading sums of days, fewer kinds of them than a
 * role has.
 */
export type Team = Sums

/** Indices of a team's sums; from `habits` on, [habit] the sum of days' counts. */
export const TeamSum = { activeDays: 0, dayDistinct: 1, habits: 2 } as const
export const TEAM_VALUES = 2 + HABITS

/**
 * Outlets and roles are free text from the log: a log that invents them must not grow the lane without end.
 */
export const MOST_TEAMS = 4096

/** Teams by hash of outlet and role. */
export type Teams = {
  readonly teams: Map<number, Team>
  /** Hashes of teams that have to be written to the store, or deleted from it. */
  readonly changedTeams: Set<number>
}

export const createTeam = (): Team => createSums(new Float64Array(TEAM_VALUES))

/** The sums of the account's team; undefined if the log names no outlet, or nothing is known. */
export const teamOf = ({ teams }: Teams, { team }: Account): Team | undefined => teams.get(team)

/** The sums of the account's team, for adding to; null if it has none, or if there are too many teams. */
export const teamToTeach = ({ teams, changedTeams }: Teams, { team }: Account): Team | null => {
  const known = teams.get(team)
  if (known === undefined && (team === 0 || teams.size >= MOST_TEAMS)) return null
  const taught = known ?? createTeam()
  teams.set(team, taught)
  changedTeams.add(team)
  return taught
}
