import { describe, expect, it } from 'vitest'

import { slowDrip } from '../../detectors/slow-drip.ts'
import { MINUTE_MS } from '../../src/contract/time-units.ts'
import { describeDetector } from './support/describe-detector.ts'
import { createScene } from './support/scene.ts'

const { minDistinct, limitCount, limitTimesUsual } = slowDrip.defaults

describeDetector(slowDrip, {
  fires: {
    'four hundred waybills at the pace of a person': (scene) => {
      scene.learn()
      scene.work({ hour: 8, lookUps: 400, everyMs: 2 * MINUTE_MS })
    },
    'day and night, never fast': (scene) => {
      scene.learn()
      scene.work({ hour: 0, lookUps: 280, everyMs: 5 * MINUTE_MS })
    },
  },
  staysQuiet: {
    'one less than the least number, by somebody who never does anything': (scene) => {
      for (let day = 0; day < 14; day++) scene.work({ day, hour: 0, lookUps: 1 })
      scene.work({ lookUps: minDistinct - 1 })
    },
    'an ordinary day': (scene) => {
      scene.learn()
      for (let hour = 9; hour < 18; hour++) scene.work({ hour, lookUps: 7, everyMs: 6 * MINUTE_MS })
    },
    'the same fifty waybills all day': (scene) => {
      scene.learn()
      scene.work({ hour: 8, lookUps: 500, everyMs: MINUTE_MS, number: (each) => (each % 50) * 137 })
    },
  },
})

describe('the limit of slow-drip', () => {
  const dayOf = (lookUps: number) => ({ hour: 8, lookUps, everyMs: 20_000 })

  // A day of more than 256 is counted by a sample.
  it('is crossed by a thousand own waybills, where that is eight times the usual', () => {
    const scene = createScene(slowDrip)
    scene.learn()
    scene.work(dayOf(0.9 * limitCount))
    expect(scene.last?.limit).toBeNull()
    scene.work({ hour: 15, lookUps: 0.2 * limitCount })
    expect(scene.last?.limit).toBe(limitCount)
  })

  it('is not by somebody who is about as busy every day', () => {
    const scene = createScene(slowDrip)
    scene.learn((account, day) => ({ account, day, ...dayOf(200) }))
    scene.work(dayOf(1.6 * limitCount))
    const { observed = 0, expected = 0 } = scene.last ?? {}
    expect(observed).toBeGreaterThan(limitCount)
    expect(observed).toBeLessThan(expected * limitTimesUsual)
    expect(scene.last?.limit).toBeNull()
  })
})
