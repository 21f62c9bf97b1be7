import { indexOf } from '../index-of.ts'
import { LAST_HOUR, levels } from './levels.ts'

export const metrics = ['lookUps', 'records', 'unexplained', 'notFound', 'denied', 'exports'] as const
export type Metric = (typeof metrics)[number]
export const METRICS = metrics.length

export const METRIC = indexOf(metrics)

/**
 * [level][metric] Where a bin saturates, so that its encoding is bounded: records above `highestLimit`, the
 * highest that a policy may allow (contract/thresholds.ts). Within the last hour, numbers not found or denied go
 * as far as records, because number-guessing.ts compares the two.
 */
export const MAX_COUNT = levels.map((_, at) => {
  const [most, missed, exports] = [2_097_151, at <= LAST_HOUR ? 2_097_151 : 16_383, at < 2 ? 127 : 16_383]
  return [most, most, most, missed, missed, exports]
})
