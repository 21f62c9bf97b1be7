import { HOUR_MS } from '../../contract/time-units.ts'
import { countInPeriod } from './count-in-period.ts'
import type { Rule } from './rule.ts'

export const pantherBox: Rule = {
  name: 'panther-box',
  title: 'Panther, Box many downloads: 100 per user in 60 min',
  source: 'https://github.com/panther-labs/panther-analysis/blob/main/rules/box_rules/box_user_downloads.yml',
  start: () => countInPeriod({ periodMs: HOUR_MS, atLeast: 100 }),
}
