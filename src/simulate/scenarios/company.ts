import { fourPrefectures } from '../company/counties.ts'
import { boilingFrog } from '../thefts/boiling-frog.ts'
import { customerServiceDrip } from '../thefts/customer-service-drip.ts'
import { dormantWakes } from '../thefts/dormant-wakes.ts'
import { honeyWaybill } from '../thefts/honey-waybill.ts'
import { largeExports } from '../thefts/large-exports.ts'
import { listPages } from '../thefts/list-pages.ts'
import { lowAndSlow } from '../thefts/low-and-slow.ts'
import { maliciousFromDayOne } from '../thefts/malicious-from-day-one.ts'
import { nightScraper } from '../thefts/night-scraper.ts'
import { numberGuessing } from '../thefts/number-guessing.ts'
import { officeHoursScraper } from '../thefts/office-hours-scraper.ts'
import { ownOutletHarvest } from '../thefts/own-outlet-harvest.ts'
import { rentedAccount } from '../thefts/rented-account.ts'
import { ring } from '../thefts/ring.ts'
import { twoPlaces } from '../thefts/two-places.ts'
import { unmasking } from '../thefts/unmasking.ts'
import { ordinaryOddities } from './ordinary-oddities.ts'
import type { Scenario, TheftOrder } from './scenario.ts'

const orders: readonly TheftOrder[] = [
  { theft: nightScraper, times: 2 },
  { theft: officeHoursScraper, times: 3 },
  { theft: lowAndSlow, times: 3 },
  { theft: rentedAccount, times: 1 },
  { theft: ownOutletHarvest, times: 2 },
  { theft: boilingFrog, times: 1 },
  { theft: ring, times: 1 },
  { theft: dormantWakes, times: 2 },
  { theft: largeExports, times: 1 },
  { theft: numberGuessing, times: 1 },
  { theft: maliciousFromDayOne, times: 2 },
  { theft: listPages, times: 1 },
  { theft: unmasking, times: 1 },
  { theft: twoPlaces, times: 2 },
  { theft: honeyWaybill, times: 1 },
  { theft: customerServiceDrip, times: 1 },
]
const times = orders.reduce((sum, order) => sum + order.times, 0)

/** The scenario by which detection is judged. */
export const company: Scenario = {
  name: 'company',
  description: `four prefectures, every honest oddity, and ${times} thefts of ${orders.length} kinds`,
  accounts: 600,
  days: 21,
  counties: fourPrefectures,
  accountsPerOutlet: 28,
  without: [],
  thefts: orders,
  oddities: ordinaryOddities,
}
