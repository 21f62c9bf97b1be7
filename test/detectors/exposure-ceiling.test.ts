import { exposureCeiling } from '../../detectors/exposure-ceiling.ts'
import { HOUR_MS, MINUTE_MS } from '../../src/core/time.ts'
import { describeDetector } from './support/describe-detector.ts'

const { maxUnexplainedRecords, maxRecords } = exposureCeiling.defaults

/** Look-ups that do not say outlets. */
const withoutOutlets = { lookUps: 200, hour: 18, everyMs: 10_000, reach: 'unknown' } as const

// What nobody can pace round is in test/core/ceiling.test.ts.
describeDetector(exposureCeiling, {
  fires: {
    'one record more than the limit, in single look-ups over a day': (scene) => {
      const everyMs = Math.floor((24 * HOUR_MS) / (maxUnexplainedRecords + 1))
      scene.work({ hour: 0, lookUps: maxUnexplainedRecords + 1, everyMs, reach: 'foreign' })
    },
    'the same in a log without outlets, by an account that never read as much': (scene) => {
      scene.learn((account, day) => ({ ...withoutOutlets, account, day }))
      scene.work({ hour: 0, lookUps: maxUnexplainedRecords * 2, everyMs: 30_000, reach: 'unknown' })
    },
    'an export of which the log gives the number alone': (scene) => {
      scene.work({ lookUps: 1, rows: 0, records: maxUnexplainedRecords + 1, action: 'export' })
    },
    'explained records beyond the limit for all': (scene) => {
      scene.work({ lookUps: 2, rows: maxRecords / 2 + 1, reach: 'own' })
    },
  },
  staysQuiet: {
    'the last record that is allowed': (scene) => {
      scene.work({ lookUps: maxUnexplainedRecords, everyMs: MINUTE_MS, reach: 'foreign' })
    },
    'a reconciliation of own waybills': (scene) => {
      scene.work({ lookUps: 1_500, everyMs: 10_000, reach: 'own' })
    },
    'a complaint wave with tickets': (scene) => {
      scene.work({ lookUps: 1_500, everyMs: 10_000, reach: 'foreign', ticketId: 'T-1' })
    },
    'look-ups that were denied': (scene) => {
      scene.work({ lookUps: 1_500, everyMs: 10_000, outcome: 'denied' })
    },
  },
})
