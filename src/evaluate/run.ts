// In: labels and records of one run, in order of arrival. Out: a score for every contender, all over the same events.
// Guarantee: records go through the decoder and the file clock of replay, so a score says what replay would do.
import type { Detector } from '../core/detector.ts'
import type { Policy } from '../core/policy.ts'
import type { StepResult } from '../core/step-result.ts'
import { plantHoney } from '../ops/plant-honey.ts'
import { addRejects, emptyReadTally } from '../pipeline/batch-report.ts'
import { createDecoder } from '../pipeline/decode/decode.ts'
import { compileMapping } from '../pipeline/decode/mapping.ts'
import { createFileClock, MOST_AGREEING } from '../pipeline/file-clock.ts'
import { createHints } from '../pipeline/hints.ts'
import type { Label } from '../simulate/output/label.ts'
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

/** A policy, and what it is called in tables. */
export type NamedPolicy = { readonly name: string; readonly policy: Policy }

/** Who takes part in an evaluation. */
export type Participants = {
  /**
   * The policies in force, but for the decoys that the labels of a run name: those are added for that run. Each is a contender; days are
   * told apart by the clock of the first, and calibration is of the first.
   */
  readonly policies: readonly [NamedPolicy, ...NamedPolicy[]]
  readonly detectors: readonly Detector[]
  readonly rules: readonly Rule[]
  readonly hasCalibration: boolean
}

export type RunResult = {
  /** Lines read, and how many of them could not be scored. */
  readonly records: number
  readonly rejected: number
  /** What is probably wrong with the log, or with its mapping. */
  readonly hints: readonly string[]
  readonly scores: readonly RunScore[]
  readonly calibration: readonly CalibrationCount[]
}

/** One seed or one set of files: every look-up goes to every contender. A label comes before the record it speaks of. */
export type Run = {
  readonly label: (label: Label) => void
  readonly record: (record: InputRecord) => void
  readonly finish: () => RunResult
}

const BATCH = 512

/** `seed`: null for a log that was not simulated. */
export const createRun = (
  seed: number | null,
  { policies, detectors, rules, hasCalibration }: Participants,
  { mapping, limits, tokenKey }: LogFormat,
): Run => {
  const truth = createTruth()
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
      // Which look-ups count is no matter of policy.
      onOutcome: at === 0 ? count : null,
    }),
  )
  const entries = [...engines, ...rules.map((rule) => createRuleContender(rule, zoneMs))].map(
    (contender) => ({
      contender,
      scorer: createScorer(contender.name, truth, zoneMs),
    }),
  )
  const compiled = mapping === null ? null : compileMapping(mapping)
  const decode = createDecoder({
    tokenKey,
    mapping: compiled,
    ...limits,
    maxAheadMs: Infinity,
    maxLatenessMs: Infinity,
  })
  const activity = createActivity(zoneMs)
  const clock = createFileClock(decode)
  let waiting: InputRecord[] = []
  const hints = createHints(policies[0].policy.overridden)

  const score = (record: InputRecord): void => {
    tally.read++
    const decoded = clock.sift(decode(record))
    hints.see(decoded)
    if (decoded.kind === 'reject') return addRejects(tally, decoded.reject.reason)
    const { lookUp } = decoded
    activity.see(lookUp)
    truth.arrive(lookUp)
    for (const { contender, scorer } of entries) {
      for (const alert of contender.onEvent(lookUp, record)) scorer.take(alert)
    }
  }
  const scoreFirst = (count: number): void => {
    clock.foresee(waiting)
    waiting.slice(0, count).forEach(score)
    waiting = waiting.slice(count)
  }
  return {
    label: (label) => {
      // A company has the decoys that it planted in its policy; the labels say which they are.
      if (label.kind === 'company')
        inForce = inForce.map((policy) => plantHoney(policy, label.honeyWaybills ?? [], tokenKey))
      truth.learn(label)
    },
    record: (record) => {
      if (waiting.push(record) === BATCH + MOST_AGREEING) scoreFirst(BATCH)
    },
    finish: () => {
      scoreFirst(waiting.length)
      const scores = entries.map(({ scorer }) => scorer.finish(seed, activity))
      const { read, counted, duplicates } = tally
      return {
        records: read,
        rejected: read - counted - duplicates,
        hints: hints.tell(tally, compiled?.missed()),
        scores,
        calibration: calibration.finish(),
      }
    },
  }
}
