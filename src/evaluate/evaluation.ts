import { mergeCalibration, type CalibrationCount } from './calibration-count.ts'
import type { Field, RunResult } from './run.ts'
import type { RunScore } from './scorer.ts'
import { summarize, type Summary } from './summary.ts'

/** What was played, in words for the head of a table: the scenario and its seeds, or the files. */
export type Played = { readonly set: string; readonly seeds: readonly number[] }

/** The answer of `waywarden evaluate`. */
export type Evaluation = {
  readonly played: Played
  readonly policyVersion: string
  readonly records: number
  readonly rejected: number
  /** Ours first, then the rules in the order asked for. */
  readonly summaries: readonly Summary[]
  readonly scores: readonly RunScore[]
  /** Null where it was not asked for. */
  readonly calibration: readonly CalibrationCount[] | null
}

export const concludeRuns = (played: Played, field: Field, runs: readonly RunResult[]): Evaluation => {
  const scores = runs.flatMap((run) => run.scores)
  const names = [...new Set(scores.map((score) => score.contender))]
  return {
    played,
    policyVersion: field.policy.version,
    records: runs.reduce((sum, run) => sum + run.records, 0),
    rejected: runs.reduce((sum, run) => sum + run.rejected, 0),
    summaries: names.map((name) =>
      summarize(
        name,
        scores.filter((score) => score.contender === name),
      ),
    ),
    scores,
    calibration: field.hasCalibration ? mergeCalibration(runs.flatMap((run) => run.calibration)) : null,
  }
}
