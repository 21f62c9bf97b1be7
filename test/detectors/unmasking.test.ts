import { unmasking } from '../../detectors/unmasking.ts'
import { describeDetector } from './support/describe-detector.ts'

const { minCount, limitCount } = unmasking.defaults

describeDetector(unmasking, {
  fires: {
    'many names and numbers made visible, where it is rare': (scene) => {
      scene.learn()
      scene.work({ lookUps: limitCount - 1, action: 'reveal' })
    },
    'more than the limit allows': (scene) => {
      scene.learn()
      scene.work({ lookUps: limitCount * 2, action: 'reveal' })
    },
  },
  staysQuiet: {
    'one less than the least number': (scene) => {
      scene.learn()
      scene.work({ lookUps: minCount - 1, action: 'reveal' })
    },
    'calls to recipients, as everybody makes them': (scene) => {
      scene.learn((account, day) => ({ account, day, hour: 18, lookUps: 30, action: 'reveal' }))
      scene.work({ hour: 18, lookUps: 30, action: 'reveal' })
    },
    'look-ups that leave the fields masked': (scene) => {
      scene.learn()
      scene.work({ lookUps: 300, everyMs: 1_000 })
    },
  },
})
