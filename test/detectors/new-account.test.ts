import { expect, it } from 'vitest'

import { newAccount } from '../../detectors/new-account.ts'
import { describeDetector } from './support/describe-detector.ts'
import { colleaguesWork, createScene, scattered } from './support/scene.ts'

const { minDistinct, newcomerSurprise } = newAccount.defaults

describeDetector(newAccount, {
  fires: {
    'the least number of waybills on the first day, in a role that is known': (scene) => {
      colleaguesWork(scene)
      scene.work({ lookUps: minDistinct })
    },
    'a harvest on the sixth day': (scene) => {
      colleaguesWork(scene)
      scene.work({ lookUps: 3 })
      scene.work({ day: 19, lookUps: 400, everyMs: 20_000 })
    },
    'a harvest of more than can be counted exactly': (scene) => {
      colleaguesWork(scene)
      scene.work({ lookUps: 500, everyMs: 5_000, reach: 'foreign', outlets: scattered })
    },
  },
  staysQuiet: {
    'one waybill less': (scene) => {
      colleaguesWork(scene)
      scene.work({ lookUps: minDistinct - 1 })
    },
    'an account that was there before': (scene) => {
      scene.learn()
      scene.work({ lookUps: 400, everyMs: 20_000 })
    },
    'the first account of a lane that knows nobody yet': (scene) => {
      scene.work({ lookUps: 400, everyMs: 20_000 })
    },
  },
})

it('is a small sign by itself, and more where a newcomer reads more than is usual for the role', () => {
  const scoreOf = (lookUps: number) => {
    const scene = createScene(newAccount)
    colleaguesWork(scene)
    scene.work({ lookUps, everyMs: 20_000 })
    return scene.last?.score
  }
  expect(scoreOf(minDistinct)).toBe(newcomerSurprise)
  expect(scoreOf(400)).toBeGreaterThan(newcomerSurprise + 1)
})

it('is held against a usual day of the role', () => {
  const scene = createScene(newAccount)
  colleaguesWork(scene)
  scene.work({ lookUps: minDistinct })
  const usual = scene.last?.expected ?? 0
  expect(usual).toBeGreaterThan(0)
  expect(scene.last?.reason()).toContain(`about ${Math.round(usual)}`)
})
