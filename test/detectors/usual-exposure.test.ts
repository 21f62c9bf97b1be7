import { usualExposure } from '../../detectors/usual-exposure.ts'
import { describeDetector } from './support/describe-detector.ts'
import { scattered, type Scene } from './support/scene.ts'

const { maxUnexplainedRecords } = usualExposure.defaults

/** Everybody reads a hundred waybills of other outlets a day, as auditors do. */
const learnAudits = (scene: Scene): void =>
  scene.learn((account, day) => ({ ...audit, account, day, lookUps: 100 }))
const audit = { hour: 18, everyMs: 10_000, reach: 'foreign', outlets: scattered } as const

describeDetector(usualExposure, {
  fires: {
    'one record more than the ceiling, by a role that audits other outlets': (scene) => {
      learnAudits(scene)
      scene.work({ ...audit, lookUps: maxUnexplainedRecords + 1 })
    },
    'one record more than the ceiling in a new log without outlets': (scene) => {
      scene.work({ lookUps: maxUnexplainedRecords, everyMs: 10_000, reach: 'unknown' })
      scene.work({ hour: 12, lookUps: 1, reach: 'unknown' })
    },
  },
  staysQuiet: {
    'the last record that is allowed': (scene) => {
      learnAudits(scene)
      scene.work({ ...audit, lookUps: maxUnexplainedRecords })
    },
    'data entry in a log that names the own outlet': (scene) => {
      learnAudits(scene)
      scene.work({ lookUps: maxUnexplainedRecords * 2, everyMs: 10_000, reach: 'own' })
    },
    'a harvest by a role that reads nothing foreign: exposure-ceiling speaks': (scene) => {
      scene.learn()
      scene.work({ lookUps: maxUnexplainedRecords * 2, everyMs: 10_000, reach: 'foreign' })
    },
  },
})
