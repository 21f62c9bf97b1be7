import { fourPrefectures } from '../company/counties.ts'
import type { Scenario } from './scenario.ts'

export const honest: Scenario = {
  name: 'honest',
  description: 'no thefts: ordinary work and every honest oddity',
  accounts: 600,
  days: 21,
  counties: fourPrefectures,
  without: [],
  thefts: [],
  oddities: [],
}
