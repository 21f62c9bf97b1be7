import { company } from './company.ts'
import type { Scenario } from './scenario.ts'

/** For false alarms and calibration: what fires here fires on somebody who did nothing wrong. */
export const honest: Scenario = {
  ...company,
  name: 'honest',
  description: 'no thefts: ordinary work and every honest oddity',
  thefts: [],
}
