import { sequenceWalk } from '../../detectors/sequence-walk.ts'
import { describeDetector } from './support/describe-detector.ts'

const { minCount } = sequenceWalk.defaults

describeDetector(sequenceWalk, {
  fires: {
    'a walk through a hundred numbers': (scene) => {
      scene.learn()
      scene.work({ lookUps: 100, number: (each) => 5_000 + each })
    },
    'a walk in strides': (scene) => {
      scene.learn()
      scene.work({ lookUps: 100, number: (each) => 5_000 + each * 7 })
    },
    'a walk downwards, also through numbers of the own outlet': (scene) => {
      scene.learn()
      scene.work({ lookUps: 100, number: (each) => 9_000 - each, reach: 'own' })
    },
  },
  staysQuiet: {
    'one step less than the least number': (scene) => {
      scene.learn()
      scene.work({ lookUps: minCount, number: (each) => 5_000 + each })
    },
    'numbers in no order': (scene) => {
      scene.learn()
      scene.work({ lookUps: 200, number: (each) => ((each * 7_919) % 1_009) * 137 })
    },
    'one number again and again': (scene) => {
      scene.learn()
      scene.work({ lookUps: 200, number: () => 5_000 })
    },
    'labels printed in bulk, by a role that enters them every day': (scene) => {
      const batch = (day: number) => (each: number) => 10_000 * (day + 1) + each
      scene.learn((account, day) => ({ account, day, hour: 18, lookUps: 60, number: batch(day) }))
      scene.work({ hour: 18, lookUps: 60, number: batch(14) })
    },
  },
})
