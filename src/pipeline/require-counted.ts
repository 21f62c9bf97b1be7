import { WaywardenError } from '../contract/errors.ts'
import type { ReadTally } from './batch-report.ts'

/**
 * Throws `nothing_counted` if every event of the files was rejected. Files without events pass: nothing may
 * have happened that day.
 */
export const requireCounted = ({ read, counted }: Pick<ReadTally, 'read' | 'counted'>): void => {
  if (read === 0 || counted > 0) return
  const number = read.toLocaleString('en')
  throw new WaywardenError(
    'nothing_counted',
    `nothing was scored: ${number} of ${number} events were rejected`,
    {
      cause: null,
    },
  )
}
