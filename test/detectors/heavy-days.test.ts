import { expect, it } from 'vitest'

import { heavyDays } from '../../detectors/heavy-days.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/contract/time-units.ts'
import { describeDetector } from './support/describe-detector.ts'
import { COLLEAGUES, createScene, type Scene, type Stint } from './support/scene.ts'

const { limitCount, limitTimesUsual } = heavyDays.defaults

/** What the account does counts among what everybody does, and a little of it becomes usual. */
const MORE = 1.6

/** The colleagues work as ever: else what the account does would be how busy everybody is. */
const others = (scene: Scene, day: number): void => {
  for (const account of COLLEAGUES)
    for (let hour = 7; hour < 17; hour++)
      scene.work({ account, day, hour, lookUps: 6, everyMs: 6 * MINUTE_MS })
}

/** Own waybills, each opened again, in nine hours. */
const bookOf = (waybills: number, day: number): Stint => {
  const lookUps = 2 * Math.round(waybills)
  return { day, hour: 7, lookUps, times: 2, everyMs: (9 * HOUR_MS) / lookUps }
}

const heavy = (scene: Scene, ...days: readonly number[]): void => {
  for (const day of days) {
    others(scene, day)
    scene.work(bookOf(MORE * limitCount, day))
  }
}

/** One day and the next so many times the usual, of somebody who has much to do on any day. */
const large = (scene: Scene, ...timesUsual: readonly number[]): void => {
  scene.learn((account, day) => ({ ...bookOf(100, day), account, hour: 18 }))
  for (const [at, times] of timesUsual.entries()) {
    others(scene, 14 + at)
    scene.work(bookOf(times * 154, 14 + at))
  }
}

describeDetector(heavyDays, {
  fires: {
    'more of the own book on two days than a rented account has to read, each waybill opened twice': (
      scene,
    ) => {
      scene.learn()
      heavy(scene, 14, 15)
    },
    'the same with an invented ticket each, where there are none': (scene) => {
      scene.learn()
      for (const day of [14, 15]) {
        others(scene, day)
        scene.work({ ...bookOf(MORE * limitCount, day), ticketed: true })
      }
    },
    'the same beside a row of foreign numbers, which are no reading already': (scene) => {
      scene.learn()
      heavy(scene, 14, 15)
      const number = (each: number) => 1_000_000 + each
      scene.work({ day: 15, hour: 16.5, lookUps: 300, everyMs: 3_000, reach: 'foreign', number })
    },
    'the same with a day between': (scene) => {
      scene.learn()
      heavy(scene, 14)
      scene.work({ day: 15, lookUps: 50 })
      heavy(scene, 16)
    },
  },
  staysQuiet: {
    'a check of the books, which takes a day': (scene) => {
      scene.learn()
      others(scene, 14)
      scene.work(bookOf(3 * limitCount, 14))
    },
    'a second day that is not as heavy': (scene) => {
      scene.learn()
      heavy(scene, 14)
      others(scene, 15)
      scene.work(bookOf(0.9 * limitCount, 15))
    },
    'a second check of the books three days of work after the first': (scene) => {
      scene.learn()
      heavy(scene, 14)
      for (const day of [15, 16]) scene.work({ day, lookUps: 50 })
      heavy(scene, 17)
    },
    'a round seven times as large for days, of somebody who has much to do on any day': (scene) =>
      large(scene, 7, 7),
    'a heavy day after one that was large and no more': (scene) => large(scene, 6, 12),
    'a large day after a heavy one': (scene) => large(scene, 12, 6),
    'days of a complaint wave, with a ticket each, where there are tickets every day': (scene) => {
      scene.learn((account, day) => ({ ...bookOf(60, day), account, hour: 18, ticketed: true }))
      for (const day of [14, 15]) {
        others(scene, day)
        scene.work({ ...bookOf(2.4 * limitCount, day), ticketed: true })
      }
    },
    'labels printed in a row': (scene) => {
      scene.learn()
      for (const day of [14, 15])
        scene.work({ day, hour: 9, lookUps: 440, everyMs: 3_000, number: (each) => 1_000_000 * day + each })
    },
    'a second day in a role that nobody has had before: what is usual in it is not known': (scene) => {
      scene.learn()
      heavy(scene, 14)
      others(scene, 15)
      scene.work({ ...bookOf(MORE * limitCount, 15), role: 'auditor' })
    },
    'days before anybody knows what is usual': (scene) => {
      heavy(scene, 0, 1)
    },
  },
})

it('says what is usual, and begins anew behind an alert', () => {
  const scene = createScene(heavyDays)
  scene.learn()
  heavy(scene, 14, 15)
  const { limit, expected = 0 } = scene.last ?? {}
  expect(limit).toBe(Math.ceil(Math.max(limitCount, limitTimesUsual * expected)))
  expect(scene.last?.reason()).toMatch(
    /^[78]\d\d waybills not read in the previous week, after about [78]\d\d on one of its previous two working days; usual for this account and its role: about \d+ a day$/,
  )
  heavy(scene, 16)
  expect(scene.last).toBeNull()
  heavy(scene, 17)
  expect(scene.last).not.toBeNull()
})

it('holds both days against the limits of the policy', () => {
  const daysOf = (limits: typeof heavyDays.defaults, ...waybills: readonly number[]) => {
    const scene = createScene({ ...heavyDays, defaults: limits })
    scene.learn()
    for (const [at, each] of waybills.entries()) {
      others(scene, 14 + at)
      scene.work(bookOf(each, 14 + at))
    }
    return scene.last
  }
  expect(daysOf({ limitCount: 200, limitTimesUsual: 4 }, 450, 450)).not.toBeNull()
  expect(daysOf({ limitCount: 3_000, limitTimesUsual: 8 }, 800, 3_300)).toBeNull()
})
