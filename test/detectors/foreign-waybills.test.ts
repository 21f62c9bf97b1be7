import { foreignWaybills } from '../../detectors/foreign-waybills.ts'
import { MINUTE_MS } from '../../src/core/time.ts'
import { describeDetector } from './support/describe-detector.ts'

const { minForeign } = foreignWaybills.defaults

describeDetector(foreignWaybills, {
  fires: {
    'the least number, where none is usual': (scene) => {
      scene.learn()
      scene.work({ lookUps: minForeign, reach: 'foreign' })
    },
    'a harvest in an hour, from the first event of an account': (scene) => {
      scene.work({ lookUps: 60, reach: 'foreign' })
    },
    'one an hour, all day and night': (scene) => {
      scene.learn()
      scene.work({ lookUps: 20, everyMs: 60 * MINUTE_MS, reach: 'foreign' })
    },
  },
  staysQuiet: {
    'one less than the least number': (scene) => {
      scene.learn()
      scene.work({ lookUps: minForeign - 1, reach: 'foreign' })
    },
    'a role that looks up foreign waybills all day, on a usual day': (scene) => {
      scene.learn((account, day) => ({ account, day, hour: 18, lookUps: 25, reach: 'foreign' }))
      scene.work({ hour: 18, lookUps: 25, reach: 'foreign' })
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
