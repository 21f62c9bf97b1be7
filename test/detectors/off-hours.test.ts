import { offHours } from '../../detectors/off-hours.ts'
import { HOUR_MS } from '../../src/contract/time-units.ts'
import { describeDetector } from './support/describe-detector.ts'
import type { Scene } from './support/scene.ts'

const { minCount } = offHours.defaults

/** Ten at work by day, and one of them in every night. */
const firstWeek = (scene: Scene): void => {
  for (let day = 0; day < 7; day++) {
    scene.work({ day, hour: 3, lookUps: 30 })
    for (let hour = 9; hour < 18; hour++) {
      for (let each = 1; each <= 10; each++) scene.work({ account: `A-${each}`, day, hour, lookUps: 2 })
    }
  }
}

const workWeekdays = (scene: Scene, account: string): void => {
  for (let day = 0; day < 12; day++) {
    if (day % 7 > 4) continue
    for (let hour = 9; hour < 18; hour++) scene.work({ account, day, hour, lookUps: 1 })
  }
}

/** Others have been at work on a Sunday before; on the next one the account is. */
const workOnSunday = (scene: Scene): void => {
  for (let each = 1; each <= 10; each++) {
    for (let hour = 8; hour < 20; hour++)
      scene.work({ account: `C-${each}`, role: 'courier', day: 13, hour, lookUps: 3 })
  }
  scene.work({ day: 20, hour: 10, lookUps: 30 })
}

describeDetector(offHours, {
  fires: {
    'work at three in the night': (scene) => {
      scene.learn()
      scene.work({ hour: 3, lookUps: 30 })
    },
    'work on a Sunday, by a role of many that never does, where others do': (scene) => {
      scene.learn()
      for (let each = 1; each <= 40; each++) workWeekdays(scene, `B-${each}`)
      workOnSunday(scene)
    },
  },
  staysQuiet: {
    'one waybill less than the least number': (scene) => {
      scene.learn()
      scene.work({ hour: 3, lookUps: minCount - 1 })
    },
    'any amount of work in the hours of the role': (scene) => {
      scene.learn()
      scene.work({ hour: 10, lookUps: 300, everyMs: 10_000 })
    },
    'a night shift that is usual for the role': (scene) => {
      scene.learn((account, day) => ({ account, day, hour: 22, lookUps: 30 }))
      scene.work({ hour: 22, lookUps: 30 })
    },
    'work on a Sunday, by a role so small that not having worked on one says little': (scene) => {
      scene.learn()
      workOnSunday(scene)
    },
    'the first week of a lane, in which nothing is known yet': (scene) => {
      firstWeek(scene)
    },
    'the first week of a lane that was given a few late events of days before it began': (scene) => {
      for (const [day, account] of ['B-1', 'B-2', 'B-3'].entries())
        scene.work({ account, day: day - 6, lookUps: 3, everyMs: HOUR_MS })
      firstWeek(scene)
    },
  },
})
