import type { Detector } from '../core/detector.ts'
import type { Policy } from '../core/policy.ts'
import { plantHoney } from '../ops/plant-honey.ts'
import { createDecoder } from '../pipeline/decode/decode.ts'
import { compileMapping } from '../pipeline/decode/mapping.ts'
import type { Label } from '../simulate/output/label.ts'
import type { InputRecord } from '../transport/input-record.ts'
import type { CalibrationCount } from './calibration-count.ts'
import { createCalibration } from './calibration.ts'
import { createEngine } from './engine.ts'
import type { LogFormat } from './log-format.ts'
import { createMatch, type MatchResult } from './match.ts'
import { createRuleContender } from './rules/catalogue.ts'
import type { Rule } from './rules/rule.ts'
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

export type RunResult = MatchResult & { readonly calibration: readonly CalibrationCount[] }

/** One seed or one set of files. A label comes before the record it speaks of. */
export type Run = {
  readonly label: (label: Label) => void
  readonly record: (record: InputRecord) => void
  readonly finish: () => RunResult
}

export const createRun = (
  seed: number,
  { policies, detectors, rules, hasCalibration }: Participants,
  { mapping, limits, tokenKey }: LogFormat,
): Run => {
  const truth = createTruth()
  const calibration = createCalibration(truth)
  const [{ policy: first }] = policies
  let inForce = policies.map(({ policy }) => policy)
  const engines = policies.map(({ name }, at) =>
    createEngine({
      name,
      policy: () => inForce[at] as Policy,
      detectors,
      probe: hasCalibration && at === 0 ? calibration.probe : null,
    }),
  )
  const match = createMatch({
    seed,
    zoneMs: first.zoneMs,
    decode: createDecoder({
      tokenKey,
      mapping: mapping === null ? null : compileMapping(mapping),
      ...limits,
      maxAheadMs: Infinity,
      maxLatenessMs: Infinity,
    }),
    truth,
    contenders: [...engines, ...rules.map((rule) => createRuleContender(rule, first.zoneMs))],
  })
  return {
    label: (label) => {
      // A company has the decoys that it planted in its policy; the labels say which they are.
      if (label.kind === 'company')
        inForce = inForce.map((policy) => plantHoney(policy, label.honeyWaybills ?? [], tokenKey))
      match.label(label)
    },
    record: match.record,
    finish: () => ({ ...match.finish(), calibration: calibration.finish() }),
  }
}
