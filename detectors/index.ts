import type { Detector } from '../src/core/detector.ts'
import { bulkExport } from './bulk-export.ts'
import { dormantAccount } from './dormant-account.ts'
import { exposureCeiling } from './exposure-ceiling.ts'
import { foreignWaybills } from './foreign-waybills.ts'
import { heavyDays } from './heavy-days.ts'
import { honeyWaybill } from './honey-waybill.ts'
import { lastingExcess } from './lasting-excess.ts'
import { lastingSkim } from './lasting-skim.ts'
import { newAccount } from './new-account.ts'
import { newSource } from './new-source.ts'
import { numberGuessing } from './number-guessing.ts'
import { offHours } from './off-hours.ts'
import { peakExport } from './peak-export.ts'
import { scatteredForeign } from './scattered-foreign.ts'
import { sequenceWalk } from './sequence-walk.ts'
import { skimming } from './skimming.ts'
import { slowDrip } from './slow-drip.ts'
import { twoPlaces } from './two-places.ts'
import { unmasking } from './unmasking.ts'
import { volumeBurst } from './volume-burst.ts'

/**
 * Every detector, in the order in which findings are listed. Add a new one at the end: accounts keep their
 * scores of the day by index, and in a running system those would pass for another detector's.
 */
export const detectors: readonly Detector[] = [
  foreignWaybills,
  scatteredForeign,
  volumeBurst,
  slowDrip,
  skimming,
  lastingExcess,
  lastingSkim,
  sequenceWalk,
  numberGuessing,
  offHours,
  newSource,
  twoPlaces,
  bulkExport,
  unmasking,
  dormantAccount,
  newAccount,
  exposureCeiling,
  honeyWaybill,
  heavyDays,
  peakExport,
]
