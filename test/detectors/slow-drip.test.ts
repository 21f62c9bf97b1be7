import { slowDrip } from '../../detectors/slow-drip.ts'
import { MINUTE_MS } from '../../src/contract/time-units.ts'
import { describeDetector } from './support/describe-detector.ts'

const { minDistinct } = slowDrip.defaults

describeDetector(slowDrip, {
  fires: {
    'four hundred waybills at the pace of a person': (scene) => {
      scene.learn()
      scene.work({ hour: 8, lookUps: 400, everyMs: 2 * MINUTE_MS })
    },
    'day and night, never fast': (scene) => {
      scene.learn()
      scene.work({ hour: 0, lookUps: 280, everyMs: 5 * MINUTE_MS })
    },
  },
  staysQuiet: {
    'one less than the least number, by somebody who never does anything': (scene) => {
      for (let day = 0; day < 14; day++) scene.work({ day, hour: 0, lookUps: 1 })
      scene.work({ lookUps: minDistinct - 1 })
    },
    'an ordinary day': (scene) => {
      scene.learn()
      for (let hour = 9; hour < 18; hour++) scene.work({ hour, lookUps: 7, everyMs: 6 * MINUTE_MS })
    },
    'the same fifty waybills all day': (scene) => {
      scene.learn()
      scene.work({ hour: 8, lookUps: 500, everyMs: MINUTE_MS, number: (each) => (each % 50) * 137 })
    },
  },
})
