import { numberGuessing } from '../../detectors/number-guessing.ts'
import { describeDetector } from './support/describe-detector.ts'

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
