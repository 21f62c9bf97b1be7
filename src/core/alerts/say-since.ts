import type { LookUp } from '../../contract/look-up.ts'
import { notBeforeFirst, type Account } from '../account.ts'
import type { Finding } from '../detector.ts'
import { sayStretch, sayTime, startOfDay, workDayAt } from '../time.ts'
import { firstIn } from '../windows/fullest-around.ts'
import { REACH_MS, WINDOW } from '../windows/levels.ts'
import { METRIC, METRICS } from '../windows/metrics.ts'
import { FOREIGN } from '../windows/windows.ts'

/** The look-up at which a finding was made. */
export type Moment = { readonly account: Account; readonly lookUp: LookUp; readonly zoneMs: number }

/** Time before which the finding has counted nothing; -Infinity if that is unknown. */
export const countedFromMs = ({ window, counted }: Finding, { account, lookUp, zoneMs }: Moment): number => {
  const { nowMs } = account.windows
  if (counted === 'day') return dayBegan(nowMs, zoneMs)
  if (counted === 'lately') return -Infinity
  if (counted === 'look-up') return lookUp.occurredAt
  return typeof counted === 'object' ? counted.fromMs : nowMs - REACH_MS[window]
}

/**
 * Ends a finding's sentence with since when it counts: the start of the first bin that holds any of it. If
 * the state does not know that, the stretch over which it was counted.
 */
export const saySince = (finding: Finding, moment: Moment): string => {
  const { window, counted } = finding
  const { account, lookUp, zoneMs } = moment
  const { windows } = account
  const { nowMs } = windows
  if (counted === 'day') {
    const fromMs = notBeforeFirst(account, lookUp.occurredAt, countedFromMs(finding, moment))
    const now = sayTime(nowMs, zoneMs)
    return sayTime(fromMs, zoneMs) === now ? `at ${now}` : `counted ${sayStretch(fromMs, nowMs, zoneMs)}`
  }
  if (counted === 'lately') return `up to ${sayTime(dayBegan(nowMs, zoneMs), zoneMs)}`
  if (counted === 'look-up') return `at ${sayTime(lookUp.occurredAt, zoneMs)}`
  if (typeof counted === 'object') {
    const { fromMs, toMs } = counted
    return toMs < nowMs ? sayStretch(fromMs, toMs, zoneMs) : sayFrom(fromMs, moment)
  }
  const sum = counted === 'foreign' ? METRICS + FOREIGN : METRIC.lookUps
  const fromMs = notBeforeFirst(account, lookUp.occurredAt, firstIn(windows, sum, WINDOW[window]))
  return sayFrom(fromMs, moment)
}

/** Start of the day of work that contains the instant. */
const dayBegan = (timeMs: number, zoneMs: number): number => startOfDay(workDayAt(timeMs, zoneMs), zoneMs)

/** Of times more than an hour ago only the bin is known, which may be three hours long. */
const sayFrom = (fromMs: number, { account, zoneMs }: Moment): string => {
  const isRough = account.windows.nowMs - fromMs > REACH_MS.PT1H && fromMs > account.firstSeenMs
  return `since ${sayTime(fromMs, zoneMs)}${isRough ? ' at the earliest' : ''}`
}
