import { expect, it } from 'vitest'

import { numberGuessing } from '../../detectors/number-guessing.ts'
import { HOUR_MS } from '../../src/contract/time-units.ts'
import { describeDetector } from './support/describe-detector.ts'
import { createScene, type Scene } from './support/scene.ts'

const { minCount, limitCount } = numberGuessing.defaults

describeDetector(numberGuessing, {
  fires: {
    'numbers that do not exist': (scene) => {
      scene.learn()
      scene.work({ lookUps: limitCount - 1, outcome: 'not_found' })
    },
    'as many in one list': (scene) => {
      scene.learn()
      scene.work({ lookUps: 1, rows: limitCount - 1, outcome: 'not_found' })
    },
    'waybills that are denied': (scene) => {
      scene.learn()
      scene.work({ lookUps: limitCount - 1, outcome: 'denied' })
    },
    'more than the limit allows': (scene) => {
      scene.learn()
      scene.work({ lookUps: limitCount * 2, outcome: 'not_found' })
    },
  },
  staysQuiet: {
    'one less than the least number': (scene) => {
      scene.learn()
      scene.work({ lookUps: minCount - 1, outcome: 'not_found' })
    },
    'a scanner that misreads every day, at everybody': (scene) => {
      scene.learn((account, day) => ({ account, day, hour: 18, lookUps: 12, outcome: 'not_found' }))
      scene.work({ hour: 18, lookUps: 12, outcome: 'not_found' })
    },
    'any number of look-ups that find something': (scene) => {
      scene.learn()
      scene.work({ lookUps: 300 })
    },
  },
})

/** Parcels, each found after so many misses, within two hours. */
const scan = (scene: Scene, { parcels, misses }: { parcels: number; misses: number }): void => {
  scene.learn()
  const everyHours = 2 / (parcels * (misses + 1))
  for (let parcel = 0; parcel < parcels; parcel++) {
    const hour = 10 + (2 * parcel) / parcels
    scene.work({ hour, everyMs: everyHours * HOUR_MS, lookUps: misses, outcome: 'not_found' })
    scene.work({ hour: hour + misses * everyHours, lookUps: 1 })
  }
}

it('takes a scanner that misreads every other parcel for strange, and for no limit that was crossed', () => {
  const scene = createScene(numberGuessing)
  scan(scene, { parcels: 120, misses: 1 })
  expect(scene.last).toMatchObject({ observed: 120, limit: null })
})

it('does so too where the misses of an hour are more by no more than chance may make them', () => {
  const scene = createScene(numberGuessing)
  scene.learn()
  scene.work({ hour: 10, lookUps: 90, everyMs: 15_000 })
  scene.work({ hour: 10.4, lookUps: 115, everyMs: 15_000, outcome: 'not_found' })
  expect(scene.last).toMatchObject({ observed: 115, limit: null })
})

it.each([
  ['hundreds a minute', { lookUps: 3_000, everyMs: 100 }],
  ['lists of hundreds', { lookUps: 3, rows: 500 }],
])('takes %s for a crossed limit, as it does one after the other', (_, pace) => {
  const scene = createScene(numberGuessing)
  scene.learn()
  scene.work({ ...pace, outcome: 'not_found' })
  expect(scene.last).toMatchObject({ limit: limitCount })
})

it('takes 10,000 misses in a minute for a crossed limit, though a list of 260 was found within the hour', () => {
  const scene = createScene(numberGuessing)
  scene.learn()
  scene.work({ hour: 10, lookUps: 1, rows: 260 })
  scene.work({ hour: 10.5, everyMs: 400, lookUps: 100, rows: 100, outcome: 'not_found' })
  expect(scene.last).toMatchObject({ limit: limitCount, observed: 10_000 })
})

it('takes as many misses for a crossed limit where few of the numbers are found', () => {
  const scene = createScene(numberGuessing)
  scan(scene, { parcels: 30, misses: 4 })
  expect(scene.last).toMatchObject({ observed: 120, limit: limitCount })
})
