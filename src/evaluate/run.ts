// In: labels and records of one run, in order of arrival. Out: a score per contender, all over the same
// events. Guarantee: records pass through the decoder of replay, so a score predicts what replay would do.
import type { Label } from '../contract/label.ts'
import type { Detector } from '../core/detector.ts'
import type { Overridden, Policy } from '../core/policy.ts'
import type { StepResult } from '../core/step-result.ts'
import { plantHoney } from '../ops/plant-honey.ts'
import { addRejects, emptyReadTally } from '../pipeline/batch-report.ts'
import { createFileDecoder } from '../pipeline/files/file-decoder.ts'
import { createHints } from '../pipeline/files/hints.ts'
import type { InputRecord } from '../transport/input-record.ts'
import { createActivity } from './activity.ts'
import type { CalibrationCount } from './calibration-count.ts'
import { createCalibration } from './calibration.ts'
import { createEngine } from './engine.ts'
import type { LogFormat } from './log-format.ts'
import { createRuleContender } from './rules/catalogue.ts'
import type { Rule } from './rules/rule.ts'
import { createScorer, type RunScore } from './scorer.ts'
import { createTruth } from './truth.ts'

/** A policy and its name in tables. */
export type NamedPolicy = { readonly name: string; readonly policy: Policy }

/** The contenders of an evaluation. */
export type Participants = {
  /**
   * One contender per policy. The decoys that the labels of a run name are added to each policy for that run.
   * The time zone of the first policy tells days apart for all contenders, and calibration measures the first
   * policy.
   */
  readonly policies: readonly [NamedPolicy, ...NamedPolicy[]]
  readonly detectors: readonly Detector[]
  readonly rules: readonly Rule[]
  readonly hasCalibration: boolean
}

export type RunResult = {
  /** Lines read, and lines that could not be scored. */
  readonly records: number
  readonly rejected: number
  /** Hints about what is probably wrong with the log or its mapping. */
  readonly hints: readonly string[]
  readonly scores: readonly RunScore[]
  readonly calibration: readonly CalibrationCount[]
}

/**
 * A run over one seed or one set of files: every look-up goes to every contender. A label must come before
 * the record it describes.
 */
export type Run = {
  readonly label: (label: Label) => void
  readonly record: (record: InputRecord) => void
  readonly finish: () => RunResult
}

/** `seed` is null for a log that was not simulated; for `isWhole` see `createTruth`. */
export const createRun = (
  { seed, isWhole }: { readonly seed: number | null; readonly isWhole: boolean },
  { policies, detectors, rules, hasCalibration }: Participants,
  { mapping, limits, tokenKey }: LogFormat,
): Run => {
  const truth = createTruth({ isWhole })
  const calibration = createCalibration(truth)
  const { zoneMs } = policies[0].policy
  const tally = emptyReadTally()
  const count = (outcome: StepResult): void => {
    if (outcome.kind === 'reject') return addRejects(tally, outcome.reject.reason)
    if (outcome.kind === 'duplicate') return void tally.duplicates++
    tally.counted++
    if (outcome.isLate) tally.late++
  }
  let inForce = policies.map(({ policy }) => policy)
  const engines = policies.map(({ name }, at) =>
    createEngine({
      name,
      policy: () => inForce[at] as Policy,
      detectors,
      probe: hasCalibration && at === 0 ? calibration.probe : null,
      // Whether a look-up is counted does not depend on the policy, so the outcomes of one engine are enough.
      onOutcome: at === 0 ? count : null,
    }),
  )
  const entries = [...engines, ...rules.map((rule) => createRuleContender(rule, zoneMs))].map(
    (contender) => ({
      contender,
      scorer: createScorer(contender.name, truth, zoneMs),
    }),
  )
  const files = createFileDecoder({ tokenKey, mapping, ...limits })
  const activity = createActivity(zoneMs)
  const hints = createHints(overriddenBy(policies), mapping)

  const score = (record: InputRecord): void => {
    tally.read++
    const decoded = files.sift(record)
    hints.see(decoded, record.topic)
    if (decoded.kind === 'reject') return addRejects(tally, decoded.reject.reason)
    const { lookUp } = decoded
    activity.see(lookUp)
    truth.arrive(lookUp)
    for (const { contender, scorer } of entries) {
      for (const alert of contender.onEvent(lookUp, record)) scorer.take(alert)
    }
  }
  return {
    label: (label) => {
      // A company lists the decoys it planted in its policy. Here the labels name them.
      if (label.kind === 'company')
        inForce = inForce.map((policy) => plantHoney(policy, label.honeyWaybills ?? [], tokenKey))
      truth.learn(label)
    },
    record: (record) => files.take([record]).forEach(score),
    finish: () => {
      files.end().forEach(score)
      const scores = entries.map(({ scorer }) => scorer.finish(seed, activity))
      const { read, counted, duplicates } = tally
      return {
        records: read,
        rejected: read - counted - duplicates,
        hints: hints.tell(tally, files.missedPlaces()),
        scores,
        calibration: calibration.finish(),
      }
    },
  }
}

/** What any of the policies names: a name is seldom misspelt in the first, which the others are compared with. */
const overriddenBy = (policies: readonly NamedPolicy[]): Overridden => {
  const of = (what: keyof Overridden) => policies.flatMap(({ policy }) => policy.overridden[what])
  return {
    roles: of('roles'),
    outlets: of('outlets'),
    accounts: of('accounts'),
    closedAsFalse: of('closedAsFalse'),
  }
}
