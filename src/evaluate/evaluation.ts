import { mergeCalibration, type CalibrationCount } from './calibration-count.ts'
import { compareContenders, type PolicyComparison } from './compare-contenders.ts'
import type { Participants, RunResult } from './run.ts'
import type { RunScore } from './scorer.ts'
import { summarize, type Summary } from './summary.ts'

/** What was scored, for the head of a table: a scenario and its seeds, or files and their label's seed. */
export type Played = { readonly set: string; readonly seeds: readonly number[] }

/** The result of `waywarden evaluate`. */
export type Evaluation = {
  readonly played: Played
  readonly policies: readonly { readonly name: string; readonly version: string }[]
  readonly records: number
  readonly rejected: number
  /** One summary per contender: the policies first, then the rules in the order of the catalogue. */
  readonly summaries: readonly Summary[]
  readonly scores: readonly RunScore[]
  /** Each further policy compared with the first. Empty if there is only one policy. */
  readonly comparisons: readonly PolicyComparison[]
  /** Null if it was not asked for. */
  readonly calibration: readonly CalibrationCount[] | null
}

export const concludeRuns = (
  played: Played,
  participants: Participants,
  runs: readonly RunResult[],
): Evaluation => {
  const scores = runs.flatMap((run) => run.scores)
  const scoresOf = (name: string) => scores.filter((score) => score.contender === name)
  const names = [...new Set(scores.map((score) => score.contender))]
  const [first, ...others] = participants.policies
  return {
    played,
    policies: participants.policies.map(({ name, policy: { version } }) => ({ name, version })),
    records: runs.reduce((sum, run) => sum + run.records, 0),
    rejected: runs.reduce((sum, run) => sum + run.rejected, 0),
    summaries: names.map((name) => summarize(name, scoresOf(name))),
    scores,
    comparisons: others.map(({ name }) => compareContenders(scoresOf(first.name), scoresOf(name))),
    calibration: participants.hasCalibration
      ? mergeCalibration(runs.flatMap((run) => run.calibration))
      : null,
  }
}
