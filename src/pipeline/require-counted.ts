import { WaywardenError } from '../contract/errors.ts'
import type { ReadTally } from './batch-report.ts'

type Counts = Pick<ReadTally, 'read' | 'counted'>

/** Whether every event of the files was rejected. Not so of files without events: nothing may have happened. */
export const isNothingCounted = ({ read, counted }: Counts): boolean => read > 0 && counted === 0

/** @throws WaywardenError `nothing_counted` if every event of the files was rejected. */
export const requireCounted = (counts: Counts): void => {
  if (!isNothingCounted(counts)) return
  const number = counts.read.toLocaleString('en')
  const message = `nothing was scored: ${number} of ${number} events were rejected`
  throw new WaywardenError('nothing_counted', message, { cause: null })
}
