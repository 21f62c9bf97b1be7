import { exposureCeiling } from '../../../detectors/exposure-ceiling.ts'
import type { Detector, SignKind } from '../../../src/core/detector.ts'

/**
 * A detector that has a finding on every look-up, with the given score. `counted` is the count it reports:
 * by default the distinct waybills of 24 hours.
 */
export const signOf = (id: string, kind: SignKind, score: number, counted?: number): Detector => ({
  ...exposureCeiling,
  id,
  kind,
  defaults: {},
  detect: (view) => ({
    window: 'PT24H',
    observed: counted ?? view.distinct('PT24H'),
    expected: 0,
    limit: null,
    score,
    baseline: 'peer',
    reason: () => 'a sign',
  }),
})

/** The same for exports alone, with a score of 500. */
export const signOfExports = (id: string, kind: SignKind): Detector => {
  const sign = signOf(id, kind, 500)
  return { ...sign, detect: (view) => (view.lookUp.action === 'export' ? sign.detect(view, {}) : null) }
}
