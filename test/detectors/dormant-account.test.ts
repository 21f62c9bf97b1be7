import { expect, it } from 'vitest'

import { dormantAccount } from '../../detectors/dormant-account.ts'
import { describeDetector } from './support/describe-detector.ts'
import { createScene } from './support/scene.ts'

const { minIdleDays, minDistinct } = dormantAccount.defaults
/** The last day of the two weeks is a Friday, day 11. */
const after = (idleDays: number) => 11 + 1 + idleDays

describeDetector(dormantAccount, {
  fires: {
    'an account that wakes after the least number of days and works': (scene) => {
      scene.learn()
      scene.work({ day: after(minIdleDays), lookUps: minDistinct })
    },
    'an account that wakes after months': (scene) => {
      scene.learn()
      scene.work({ day: after(120), lookUps: 60 })
    },
    'an account that was woken by a single look-up two days before': (scene) => {
      scene.learn()
      scene.work({ day: after(30), lookUps: 1 })
      scene.work({ day: after(30) + 2, lookUps: 60 })
    },
  },
  staysQuiet: {
    'one day less of sleep': (scene) => {
      scene.learn()
      scene.work({ day: after(minIdleDays - 1), lookUps: 60 })
    },
    'one waybill less than the least number': (scene) => {
      scene.learn()
      scene.work({ day: after(30), lookUps: minDistinct - 1 })
    },
    'a weekend': (scene) => {
      scene.learn()
      scene.work({ day: after(2), lookUps: 60 })
    },
    'an account that was woken three days before': (scene) => {
      scene.learn()
      scene.work({ day: after(30), lookUps: 1 })
      scene.work({ day: after(30) + 3, lookUps: 60 })
    },
    'a new account': (scene) => {
      scene.work({ lookUps: 60 })
    },
  },
})

it('is held against what the account usually reads', () => {
  const scene = createScene(dormantAccount)
  scene.learn()
  scene.work({ day: after(minIdleDays), lookUps: minDistinct })
  expect(scene.last?.expected).toBeGreaterThan(minDistinct)
})
