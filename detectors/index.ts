import type { Detector } from '../src/core/detector.ts'
import { exposureCeiling } from './exposure-ceiling.ts'
import { foreignWaybills } from './foreign-waybills.ts'
import { volumeBurst } from './volume-burst.ts'

/** Every detector, in the order in which findings are listed. */
export const detectors: readonly Detector[] = [foreignWaybills, volumeBurst, exposureCeiling]
