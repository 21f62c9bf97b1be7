import { getOrMake } from '../../contract/get-or-make.ts'
import { localHour } from '../../core/time.ts'
import type { Rule } from './rule.ts'

const SIGMAS = 6
/** Days to learn first, and the least deviation to assume. Without these the rule fires on everything. */
const LEAST_DAYS = 7
const LEAST_DEVIATION = 3
const HOURS = 24

type History = {
  readonly firstHour: number
  /** Clock hour under way, in local hours since the epoch. */
  hour: number
  records: number
  isTold: boolean
  /** Sum of records, and of their squares, by hour of the day. */
  readonly sums: Float64Array
  readonly squares: Float64Array
}

/** A rule such as a team writes in its second week. */
export const sixSigma: Rule = {
  name: 'six-sigma',
  title:
    "Naive: more records in a clock hour than mean + 6 sigma of the account's own days at this hour of day",
  source: null,
  start: (zoneMs) => {
    const histories = new Map<string, History>()
    return ({ accountId, occurredAt, records }) => {
      const hour = localHour(occurredAt, zoneMs)
      const history = getOrMake(histories, accountId, () => createHistory(hour))
      if (hour < history.hour) return null
      if (hour > history.hour) endHour(history, hour)
      history.records += records
      if (history.isTold || history.records <= limit(history)) return null
      history.isTold = true
      return `${accountId}/${hour}`
    }
  },
}

const createHistory = (hour: number): History => ({
  firstHour: hour,
  hour,
  records: 0,
  isTold: false,
  sums: new Float64Array(HOURS),
  squares: new Float64Array(HOURS),
})

/**
 * Most records allowed in the current hour. Days without a look-up at this hour count as 0. Every day is
 * learnt from, including days of theft.
 */
const limit = ({ hour, firstHour, sums, squares }: History): number => {
  const days = Math.floor(hour / 24) - Math.floor(firstHour / 24)
  if (days < LEAST_DAYS) return Infinity
  const mean = (sums[hour % HOURS] ?? 0) / days
  const variance = Math.max(0, (squares[hour % HOURS] ?? 0) - days * mean * mean) / (days - 1)
  return mean + SIGMAS * Math.max(LEAST_DEVIATION, Math.sqrt(variance))
}

const endHour = (history: History, next: number): void => {
  const cell = history.hour % HOURS
  history.sums[cell] = (history.sums[cell] ?? 0) + history.records
  history.squares[cell] = (history.squares[cell] ?? 0) + history.records ** 2
  history.hour = next
  history.records = 0
  history.isTold = false
}
