import { expect, test } from 'vitest'

import { foreignWaybills } from '../../detectors/foreign-waybills.ts'
import { MINUTE_MS } from '../../src/contract/time-units.ts'
import { TRUCKLOAD } from '../../src/core/habits/batches.ts'
import { describeDetector } from './support/describe-detector.ts'
import { createScene, scattered } from './support/scene.ts'

const anyOutlet = { reach: 'foreign', outlets: scattered } as const

const { minForeign } = foreignWaybills.defaults

describeDetector(foreignWaybills, {
  fires: {
    'the least number, where none is usual': (scene) => {
      scene.learn()
      scene.work({ lookUps: minForeign, reach: 'foreign', outlets: scattered })
    },
    'a harvest in an hour, from the first event of an account': (scene) => {
      scene.work({ lookUps: 60, reach: 'foreign', outlets: scattered })
    },
    'one an hour, all day and night': (scene) => {
      scene.learn()
      scene.work({ lookUps: 20, everyMs: 60 * MINUTE_MS, reach: 'foreign', outlets: scattered })
    },
    'more of one other outlet than a truckload': (scene) => {
      scene.learn()
      scene.work({ lookUps: TRUCKLOAD + 25, everyMs: 10_000, reach: 'foreign' })
    },
  },
  staysQuiet: {
    'one less than the least number': (scene) => {
      scene.learn()
      scene.work({ lookUps: minForeign - 1, reach: 'foreign', outlets: scattered })
    },
    'a truckload of one other outlet': (scene) => {
      scene.learn()
      scene.work({ lookUps: TRUCKLOAD, everyMs: 10_000, reach: 'foreign' })
    },
    'the morning after a misrouted truck': (scene) => {
      scene.learn()
      scene.work({ hour: 16, lookUps: TRUCKLOAD, everyMs: 10_000, reach: 'foreign' })
      scene.work({ day: 15, hour: 8, lookUps: 10 })
    },
    'the morning after a day fifteen times as busy, with as large a share of foreign waybills': (scene) => {
      scene.learn((account, day) => ({ account, day, hour: 17, lookUps: 6, ...anyOutlet }))
      for (let hour = 9; hour < 18; hour++) {
        scene.work({ hour, lookUps: 90, everyMs: 30_000 })
        scene.work({ hour: hour + 0.9, lookUps: 10, everyMs: 30_000, ...anyOutlet })
      }
      scene.work({ day: 15, hour: 9, lookUps: 1 })
      expect(scene.last).toBeNull()
    },
    'a role that looks up foreign waybills all day, on a usual day': (scene) => {
      const calls = { hour: 18, lookUps: 25, reach: 'foreign', outlets: scattered } as const
      scene.learn((account, day) => ({ ...calls, account, day }))
      scene.work(calls)
    },
    'a log that does not say which outlets a waybill passes': (scene) => {
      scene.learn()
      scene.work({ lookUps: 300, reach: 'unknown' })
    },
    'one foreign waybill looked at again and again': (scene) => {
      scene.learn()
      scene.work({ lookUps: 200, reach: 'foreign', number: () => 7 })
    },
  },
})

test('where more is read than usual, what is usual is that of a day as busy, and the reason says so', () => {
  const usualOn = (own: number) => {
    const scene = createScene(foreignWaybills)
    scene.learn()
    if (own > 0) scene.work({ hour: 9, lookUps: own, everyMs: 10_000 })
    scene.work({ lookUps: 6, everyMs: 20 * MINUTE_MS, reach: 'foreign', outlets: scattered })
    return { expected: scene.last?.expected ?? 0, reason: scene.last?.reason() ?? '' }
  }
  const [quiet, busy] = [usualOn(0), usualOn(120)]
  expect(quiet.reason).toMatch(/its role: about 0\.3 a day$/)
  expect(busy.reason).toMatch(
    /; usual for this account and its role: about 0\.3 a day, or about \d+(\.\d)? when it reads as much as it does now$/,
  )
  expect(busy.expected).toBeGreaterThan(quiet.expected)
})

test('a truck of yesterday explains what is left of it in the window, and nothing else', () => {
  const readingAfter = (hour: number) => {
    let reading = -1
    const scene = createScene({
      ...foreignWaybills,
      detect: (view) => {
        reading = view.foreignReading('PT24H')
        return null
      },
    })
    scene.learn()
    scene.work({ hour: 9, lookUps: 120, everyMs: 10_000, reach: 'foreign' })
    scene.work({ day: 15, hour, lookUps: 100, everyMs: 10_000, ...anyOutlet })
    return reading
  }
  // Two of a hundred may come from the same outlet.
  expect(readingAfter(16)).toBeGreaterThan(95)
  expect(readingAfter(8)).toBeGreaterThan(95)
  expect(readingAfter(8)).toBeLessThanOrEqual(100)
})

test('an hour is held against a usual hour', () => {
  const scene = createScene(foreignWaybills)
  scene.learn((account, day) => ({
    account,
    day,
    hour: 9,
    lookUps: 16,
    everyMs: 30 * MINUTE_MS,
    ...anyOutlet,
  }))
  scene.work({ lookUps: 16, ...anyOutlet })
  expect(scene.last).toMatchObject({ window: 'PT1H' })
  expect(scene.last?.expected).toBeLessThan(8)
})
