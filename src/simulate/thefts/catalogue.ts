import type { Theft } from '../happening.ts'
import { boilingFrog } from './boiling-frog.ts'
import { customerServiceDrip } from './customer-service-drip.ts'
import { dormantWakes } from './dormant-wakes.ts'
import { honeyWaybill } from './honey-waybill.ts'
import { largeExports } from './large-exports.ts'
import { listPages } from './list-pages.ts'
import { lowAndSlow } from './low-and-slow.ts'
import { maliciousFromDayOne } from './malicious-from-day-one.ts'
import { nightScraper } from './night-scraper.ts'
import { numberGuessing } from './number-guessing.ts'
import { officeHoursScraper } from './office-hours-scraper.ts'
import { ownOutletHarvest } from './own-outlet-harvest.ts'
import { rentedAccount } from './rented-account.ts'
import { ring } from './ring.ts'
import { slowRamp } from './slow-ramp.ts'
import { twoPlaces } from './two-places.ts'
import { unmasking } from './unmasking.ts'

/** Every kind of theft, one file each. */
export const thefts: readonly Theft[] = [
  boilingFrog,
  customerServiceDrip,
  dormantWakes,
  honeyWaybill,
  largeExports,
  listPages,
  lowAndSlow,
  maliciousFromDayOne,
  nightScraper,
  numberGuessing,
  officeHoursScraper,
  ownOutletHarvest,
  rentedAccount,
  ring,
  slowRamp,
  twoPlaces,
  unmasking,
]
