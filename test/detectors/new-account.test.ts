import { newAccount } from '../../detectors/new-account.ts'
import { describeDetector } from './support/describe-detector.ts'
import type { Scene } from './support/scene.ts'

const { minDistinct } = newAccount.defaults

/** Two weeks of which the account knows nothing. */
const colleaguesWork = (scene: Scene): void => {
  for (let day = 0; day < 14; day++) {
    for (const account of ['B-1', 'B-2', 'B-3', 'B-4']) scene.work({ account, day, lookUps: 50 })
  }
}

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
  },
  staysQuiet: {
    'one waybill less': (scene) => {
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
