import { describe, expect, it } from 'vitest'

import type { Thresholds } from '../../../src/contract/thresholds.ts'
import type { Detector } from '../../../src/core/detector.ts'
import { windowNames } from '../../../src/core/windows/levels.ts'
import { createScene, type Scene } from './scene.ts'

/** Stories by name: each makes its look-ups in a scene. */
export type Cases = Readonly<Record<string, (scene: Scene) => void>>

/** Two lists: stories on whose last look-up the detector speaks, and stories in which it never does. */
export const describeDetector = <T extends Thresholds>(
  detector: Detector<T>,
  { fires, staysQuiet }: { readonly fires: Cases; readonly staysQuiet: Cases },
): void => {
  describe(detector.id, () => {
    for (const [name, happen] of Object.entries(fires)) {
      it(`fires on ${name}`, () => {
        const scene = createScene(detector)
        happen(scene)
        const finding = scene.last
        expect(finding).not.toBeNull()
        if (finding === null) return
        expect(windowNames).toContain(finding.window)
        expect(finding.observed).toBeGreaterThan(0)
        expect(finding.expected).toBeGreaterThanOrEqual(0)
        if (detector.kind !== 'limit') expect(finding.score).toBeGreaterThan(0)
        expect(finding.reason()).toContain(finding.observed.toLocaleString('en'))
        if (finding.limit !== null) expect(detector.severity).toBeDefined()
        // An estimate is reported with at most one decimal.
        expect(String(finding.observed)).toMatch(/^\d+(\.\d)?$/)
      })
    }
    for (const [name, happen] of Object.entries(staysQuiet)) {
      it(`stays quiet on ${name}`, () => {
        const scene = createScene(detector)
        happen(scene)
        expect(scene.findings).toBe(0)
      })
    }
  })
}
