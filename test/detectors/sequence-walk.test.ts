import { sequenceWalk } from '../../detectors/sequence-walk.ts'
import { MOST_BATCH, TRUCKLOAD } from '../../src/core/habits/batches.ts'
import { describeDetector } from './support/describe-detector.ts'
import { scattered } from './support/scene.ts'

const { minCount } = sequenceWalk.defaults
const harvest = { reach: 'foreign', outlets: scattered } as const

describeDetector(sequenceWalk, {
  fires: {
    'a walk through a hundred numbers': (scene) => {
      scene.learn()
      scene.work({ ...harvest, lookUps: 100, number: (each) => 5_000 + each })
    },
    'a walk in strides': (scene) => {
      scene.learn()
      scene.work({ ...harvest, lookUps: 100, number: (each) => 5_000 + each * 7 })
    },
    'a walk downwards': (scene) => {
      scene.learn()
      scene.work({ ...harvest, lookUps: 100, number: (each) => 9_000 - each })
    },
    'a walk through numbers whose outlets the log does not say': (scene) => {
      scene.learn()
      scene.work({ lookUps: 100, number: (each) => 5_000 + each, reach: 'unknown' })
    },
    'a walk through more numbers of the own outlet than are printed in a day': (scene) => {
      scene.learn()
      scene.work({ lookUps: MOST_BATCH + 100, everyMs: 10_000, number: (each) => 9_000 + each })
    },
  },
  staysQuiet: {
    'one step less than the least number': (scene) => {
      scene.learn()
      scene.work({ ...harvest, lookUps: minCount, number: (each) => 5_000 + each })
    },
    'numbers in no order': (scene) => {
      scene.learn()
      scene.work({ lookUps: 200, number: (each) => ((each * 7_919) % 1_009) * 137 })
    },
    'one number again and again': (scene) => {
      scene.learn()
      scene.work({ lookUps: 200, number: () => 5_000 })
    },
    'labels of the own outlet, a day of them': (scene) => {
      scene.learn()
      scene.work({ lookUps: MOST_BATCH, everyMs: 10_000, number: (each) => 5_000 + each })
    },
    'a misrouted truck whose parcels have numbers in a row': (scene) => {
      scene.learn()
      scene.work({ lookUps: TRUCKLOAD, reach: 'foreign', number: (each) => 5_000 + each })
    },
    'labels printed in bulk, in a log without outlets, by a role that enters them every day': (scene) => {
      const batch = (day: number) => (each: number) => 10_000 * (day + 1) + each
      const labels = { hour: 18, lookUps: 60, reach: 'unknown' } as const
      scene.learn((account, day) => ({ ...labels, account, day, number: batch(day) }))
      scene.work({ ...labels, number: batch(14) })
    },
  },
})
