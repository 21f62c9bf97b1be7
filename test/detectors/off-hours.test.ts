import { offHours } from '../../detectors/off-hours.ts'
import { describeDetector } from './support/describe-detector.ts'

const { minCount } = offHours.defaults

describeDetector(offHours, {
  fires: {
    'work at three in the night': (scene) => {
      scene.learn()
      scene.work({ hour: 3, lookUps: 30 })
    },
    'work on a Sunday, by a role that never does': (scene) => {
      scene.learn()
      scene.work({ day: 20, hour: 10, lookUps: 30 })
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
    'the first week of a lane, in which nothing is known yet': (scene) => {
      for (let day = 0; day < 6; day++) scene.work({ day, hour: 10, lookUps: 20 })
      scene.work({ day: 6, hour: 3, lookUps: 20 })
    },
  },
})
