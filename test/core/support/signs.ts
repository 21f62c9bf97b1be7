import { exposureCeiling } from '../../../detectors/exposure-ceiling.ts'
import type { Detector, SignKind } from '../../../src/core/detector.ts'

/** Speaks of every look-up, with the given surprise, and has counted so much: all that was read within a day unless said otherwise. */
export const signOf = (id: string, kind: SignKind, surprise: number, counted?: number): Detector => ({
  ...exposureCeiling,
  id,
  kind,
  defaults: {},
  detect: (view) => ({
    window: 'PT24H',
    observed: counted ?? view.distinct('PT24H'),
    expected: 0,
    limit: null,
    surprise,
    baseline: 'peer',
    reason: () => 'a sign',
  }),
})

/** The same, loudly, of exports alone. */
export const signOfExports = (id: string, kind: SignKind): Detector => {
  const sign = signOf(id, kind, 500)
  return { ...sign, detect: (view) => (view.lookUp.action === 'export' ? sign.detect(view, {}) : null) }
}
