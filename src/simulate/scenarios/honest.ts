import { fourPrefectures } from '../company/counties.ts'
import { ordinaryOddities } from './ordinary-oddities.ts'
import type { Scenario } from './scenario.ts'

/** For false alarms and calibration: what fires here fires on somebody who did nothing wrong. */
export const honest: Scenario = {
  name: 'honest',
  description: 'no thefts: ordinary work and every honest oddity',
  accounts: 600,
  days: 21,
  counties: fourPrefectures,
  accountsPerOutlet: 28,
  without: [],
  thefts: [],
  oddities: ordinaryOddities,
}
