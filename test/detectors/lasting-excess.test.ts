import { describe, expect, it } from 'vitest'

import { lastingExcess } from '../../detectors/lasting-excess.ts'
import type { Detector, Finding } from '../../src/core/detector.ts'
import { describeDetector } from './support/describe-detector.ts'
import { createScene, scattered, type Scene } from './support/scene.ts'

const { minDistinct } = lastingExcess.defaults

const FOUR_DAYS = [14, 15, 16, 17]
const reopened = { everyMs: 10_000 }

/** With the 54 of every day: 74 waybills a day, each opened twice again. */
const learnReopening = (scene: Scene): void =>
  scene.learn((account, day) => ({ ...reopened, account, day, hour: 18, lookUps: 160, times: 8 }))

/** A day's work of the account, with its reopenings. */
const workFor = (timesUsual: number, day: number) => ({
  ...reopened,
  day,
  hour: 8,
  lookUps: 3 * 74 * timesUsual,
  times: 3,
})

const harvest = (day: number) => ({
  day,
  hour: 16,
  lookUps: 24,
  reach: 'foreign' as const,
  outlets: scattered,
})

describeDetector(lastingExcess, {
  fires: {
    'a few foreign waybills from everywhere on each of four days': (scene) => {
      learnReopening(scene)
      for (const day of FOUR_DAYS) {
        scene.work(workFor(1, day))
        scene.work({ day, hour: 16, lookUps: 12, reach: 'foreign', outlets: scattered })
      }
      scene.work(workFor(1, 18))
    },
    'the least number of waybills, after days of as many that were strange': (scene) => {
      learnReopening(scene)
      for (const day of [14, 16, 18, 20, 22])
        scene.work({ day, lookUps: minDistinct, reach: 'foreign', outlets: scattered })
    },
  },
  staysQuiet: {
    'one waybill a day less than the least number, however strange': (scene) => {
      learnReopening(scene)
      const lookUps = minDistinct - 1
      for (const day of [14, 16, 18, 20, 22])
        scene.work({ day, lookUps, reach: 'foreign', outlets: scattered })
    },
    'four days of three times the usual work, opened again as usual': (scene) => {
      learnReopening(scene)
      for (const day of FOUR_DAYS) scene.work(workFor(3, day))
      scene.work(workFor(1, 18))
    },
    'four busy days, with as many foreign waybills more as there were others': (scene) => {
      scene.learn((account, day) => ({
        account,
        day,
        hour: 18,
        lookUps: 6,
        reach: 'foreign',
        outlets: scattered,
      }))
      for (const day of FOUR_DAYS) {
        scene.work(workFor(3, day))
        scene.work({ day, hour: 16, lookUps: 18, reach: 'foreign', outlets: scattered })
      }
      scene.work(workFor(1, 18))
    },
    'usual days': (scene) => {
      learnReopening(scene)
      for (const day of FOUR_DAYS) scene.work(workFor(1, day))
    },
    'the first days of an account that reads foreign waybills': (scene) => {
      for (const day of [0, 1, 2]) scene.work({ day, lookUps: 60, reach: 'foreign', outlets: scattered })
    },
  },
})

const exported: Finding = {
  window: 'PT24H',
  observed: 1,
  expected: 0,
  limit: 0,
  score: 0,
  baseline: 'fixed',
  reason: () => '1 export',
}

describe('lasting-excess', () => {
  /** Speaks with a limit of medium severity on every export, and otherwise as it does. */
  const orExport: Detector<typeof lastingExcess.defaults> = {
    ...lastingExcess,
    kind: 'limit',
    detect: (view, thresholds) =>
      view.lookUp.action === 'export' ? exported : lastingExcess.detect(view, thresholds),
  }

  it('begins anew after a day with an alert', () => {
    const findings = [null, 'export' as const].map((action) => {
      const scene = createScene(orExport)
      learnReopening(scene)
      for (const day of FOUR_DAYS) scene.work(harvest(day))
      if (action !== null) scene.work({ day: 17, hour: 20, lookUps: 1, action })
      scene.work(workFor(1, 18))
      return scene.last
    })
    expect(findings[0]).not.toBeNull()
    expect(findings[1]).toBeNull()
  })
})
