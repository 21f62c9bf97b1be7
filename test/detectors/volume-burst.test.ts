import { expect, it } from 'vitest'

import { volumeBurst } from '../../detectors/volume-burst.ts'
import { HOUR_MS, SECOND_MS } from '../../src/contract/time-units.ts'
import { TRUCKLOAD } from '../../src/core/habits/batches.ts'
import { describeDetector } from './support/describe-detector.ts'
import { createScene } from './support/scene.ts'

const { minDistinct } = volumeBurst.defaults

describeDetector(volumeBurst, {
  fires: {
    'a tool that reads one waybill a second': (scene) => {
      scene.learn()
      scene.work({ lookUps: 150, everyMs: SECOND_MS })
    },
    'ten times the usual hour': (scene) => {
      scene.learn()
      scene.work({ lookUps: 60, everyMs: 55 * SECOND_MS })
    },
    'as many waybills of the own outlet, in the hour after a truck': (scene) => {
      scene.learn()
      scene.work({
        hour: 9,
        lookUps: 100,
        everyMs: 5 * SECOND_MS,
        reach: 'foreign',
        outlets: (each) => [`O-${each}`, 'O-9'],
      })
      scene.work({ hour: 13, lookUps: 100, everyMs: 5 * SECOND_MS })
    },
    'as many, an hour after sixty of the day before were opened again': (scene) => {
      scene.learn()
      const list = { lookUps: 60, number: (each: number) => 900_000_000 + each * 137 }
      scene.work({ day: 13, ...list })
      scene.work({ day: 14, hour: 9, everyMs: SECOND_MS, ...list })
      scene.work({ hour: 10.2, lookUps: 60, everyMs: 40 * SECOND_MS })
    },
    'a new account that is fast from its first hour': (scene) => {
      scene.work({ lookUps: 200, everyMs: SECOND_MS })
    },
  },
  staysQuiet: {
    'one less than the least number, in a second': (scene) => {
      scene.learn()
      scene.work({ lookUps: minDistinct - 1, everyMs: 0 })
    },
    'an ordinary day': (scene) => {
      scene.learn()
      for (let hour = 9; hour < 18; hour++) scene.work({ hour, lookUps: 8, everyMs: 6 * 60 * SECOND_MS })
    },
    'one parcel refreshed all the time': (scene) => {
      scene.learn()
      scene.work({ lookUps: 500, everyMs: SECOND_MS, number: () => 7 })
    },
    'sixty waybills of the week before, opened again within a minute': (scene) => {
      const list = { lookUps: 60, number: (each: number) => 900_000_000 + each * 137 }
      scene.learn((account, day) => ({ account, day, hour: 9, everyMs: 9 * 60 * SECOND_MS, ...list }))
      scene.work({ everyMs: SECOND_MS, ...list })
    },
    'a truck of one other outlet, looked up within minutes': (scene) => {
      scene.learn()
      scene.work({
        lookUps: TRUCKLOAD,
        everyMs: 5 * SECOND_MS,
        reach: 'foreign',
        outlets: (each) => [`O-${each}`, 'O-9'],
      })
    },
    'a call list worked off once a day, as everybody does': (scene) => {
      scene.learn((account, day) => ({ account, day, hour: 18, lookUps: 80, everyMs: HOUR_MS / 100 }))
      scene.work({ hour: 18, lookUps: 80, everyMs: HOUR_MS / 100 })
    },
  },
})

it('tells of ten minutes where they are the more surprising, held against ten, and hold the least number', () => {
  const lastOf = (atOnce: number) => {
    const scene = createScene(volumeBurst)
    scene.learn()
    scene.work({ lookUps: 2 })
    scene.work({ hour: 10.8, lookUps: atOnce, everyMs: SECOND_MS })
    return scene.last
  }
  const [few, least] = [minDistinct - 1, minDistinct].map(lastOf)
  expect(few).toMatchObject({ window: 'PT1H' })
  expect(least).toMatchObject({ window: 'PT10M' })
  expect(few?.reason()).toMatch(/: about [\d.]+ in an hour at this time of day$/)
  expect(least?.reason()).toMatch(/: about [\d.]+ in 10 minutes at this time of day$/)
  expect(least?.expected).toBeLessThan((few?.expected ?? 0) / 2)
})
