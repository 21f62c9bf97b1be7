import { handanAndXingtai } from '../company/counties.ts'
import { officeHoursScraper } from '../thefts/office-hours-scraper.ts'
import type { Scenario } from './scenario.ts'

/** Modelled on the case of 2020. Data entry and connectors are left out to keep the replay short. */
export const hebei: Scenario = {
  name: 'hebei',
  description:
    "the demo: two weeks of a province's outlets; two rented accounts of neighbouring counties are driven by outside tools",
  accounts: 190,
  days: 14,
  counties: handanAndXingtai,
  without: ['integration', 'data-entry'],
  thefts: [{ theft: officeHoursScraper, times: 2, wish: { day: 8 } }],
  oddities: [],
}
