import { mergeCalibration, type CalibrationCount } from './calibration-count.ts'
import { compareContenders, type PolicyComparison } from './compare-contenders.ts'
import type { Participants, RunResult } from './run.ts'
import type { RunScore } from './scorer.ts'
import { summarize, type Summary } from './summary.ts'

/** What was played, in words for the head of a table: the scenario and its seeds, or the files, which have none unless their labels say so. */
export type Played = { readonly set: string; readonly seeds: readonly number[] }

/** The answer of `waywarden evaluate`. */
export type Evaluation = {
  readonly played: Played
  /** Of the first policy. */
  readonly policyVersion: string
  readonly policies: readonly { readonly name: string; readonly version: string }[]
  readonly records: number
  readonly rejected: number
  /** The policies first, then the rules in the order asked for. */
  readonly summaries: readonly Summary[]
  readonly scores: readonly RunScore[]
  /** What each other policy changes against the first; empty where there is one policy. */
  readonly comparisons: readonly PolicyComparison[]
  /** Null where it was not asked for. */
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
    policyVersion: first.policy.version,
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
