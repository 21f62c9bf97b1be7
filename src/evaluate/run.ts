import type { Detector } from '../core/detector.ts'
import type { Policy } from '../core/policy.ts'
import { plantHoney } from '../ops/plant-honey.ts'
import { createDecoder } from '../pipeline/decode/decode.ts'
import type { InputRecord } from '../pipeline/input-record.ts'
import type { Label } from '../simulate/output/label.ts'
import { createCalibration } from './calibration.ts'
import type { CalibrationCount } from './calibration-count.ts'
import { createEngine } from './engine.ts'
import { createMatch, type MatchResult } from './match.ts'
import { createRuleContender } from './rules/catalogue.ts'
import type { Rule } from './rules/rule.ts'
import { tokenKey } from './token-key.ts'
import { createTruth } from './truth.ts'

/** Who takes part in an evaluation. */
export type Field = {
  /** The policy in force, but for the decoys that the labels of a run name: those are added for that run. */
  readonly policy: Policy
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

const MAX_EVENT_BYTES = 1 << 20

export const createRun = (seed: number, { policy, detectors, rules, hasCalibration }: Field): Run => {
  const truth = createTruth()
  const calibration = createCalibration(truth)
  let inForce = policy
  const engine = createEngine({
    policy: () => inForce,
    detectors,
    probe: hasCalibration ? calibration.probe : null,
  })
  const match = createMatch({
    seed,
    zoneMs: policy.zoneMs,
    decode: createDecoder({
      tokenKey,
      mapping: null,
      maxEventBytes: MAX_EVENT_BYTES,
      maxAheadMs: Infinity,
      maxLatenessMs: Infinity,
    }),
    truth,
    contenders: [engine, ...rules.map((rule) => createRuleContender(rule, policy.zoneMs))],
  })
  return {
    label: (label) => {
      // A company has the decoys that it planted in its policy; the labels say which they are.
      if (label.kind === 'company') inForce = plantHoney(inForce, label.honeyWaybills ?? [], tokenKey)
      match.label(label)
    },
    record: match.record,
    finish: () => ({ ...match.finish(), calibration: calibration.finish() }),
  }
}
