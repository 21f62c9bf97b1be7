import { WaywardenError } from '../../contract/errors.ts'
import type { ReadTally } from '../batch-report.ts'

/**
 * Files without events pass: nothing may have happened.
 * @throws WaywardenError `nothing_counted` if every event of the files was rejected.
 */
export const requireCounted = ({ read, counted }: Pick<ReadTally, 'read' | 'counted'>): void => {
  if (read === 0 || counted > 0) return
  const number = read.toLocaleString('en')
  const message = `nothing was scored: ${number} of ${number} events were rejected`
  throw new WaywardenError('nothing_counted', message, { cause: null })
}
