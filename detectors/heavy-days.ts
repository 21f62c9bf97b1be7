import { LIMIT_SURPRISE, type Detector } from '../src/core/detector.ts'
import { limitIn } from '../src/core/findings.ts'
import { sayCount, sayMean } from '../src/core/say-number.ts'

const defaults = { limitCount: 500, limitTimesUsual: 8 }

/**
 * A thief who knows the detectors reads the own outlet's book, at the usual desk and hours, and opens
 * everything twice. Only the volume shows then.
 */
export const heavyDays: Detector<typeof defaults> = {
  id: 'heavy-days',
  title: 'Many times the usual work, again after a day or two',
  kind: 'limit',
  severity: 'medium',
  techniques: ['T1078', 'T1213'],
  why: "Own waybills, read in the account's own way, show in volume alone, and a day of many is a check of the books. The next such day is not: a rented account has to read more than 500 a day to pay off, and on more days than one.",
  blindSpots: [
    'The first such day.',
    'Fewer than 500 waybills a day, or fewer than eight times the usual.',
    'Waybills read for tickets, a truckload, and labels printed in a row.',
  ],
  falseAlarms: [
    'A check of the books that takes several days.',
    'Other work for some days, under the old role.',
  ],
  triage: [
    'Within the hour: ask the outlet what entity.id has worked on since the first of these days.',
    'Within the day: reread its look-ups from firstEventAt to evidence.toOffset and see whose waybills they are.',
  ],
  defaults,

  detect(view, { limitCount, limitTimesUsual }) {
    if (view.reading('day') < limitCount || !view.isSettled) return null
    const before = view.busyDayBefore({ read: limitCount, timesUsual: limitTimesUsual })
    if (before === null) return null
    const observed = view.unticketedReading()
    const { mean } = view.usual().day
    const limit = limitIn(observed, limitCount, mean * limitTimesUsual)
    if (limit === null) return null
    return {
      window: 'P7D',
      observed,
      expected: mean,
      limit,
      surprise: LIMIT_SURPRISE,
      baseline: 'own+peer',
      counted: 'day',
      reason: () =>
        `${sayCount(observed)} waybills not read in the week before, after ${sayMean(before)} on one of the two days before; usual for this account and ${view.colleagues} in a day is ${sayMean(mean)}`,
    }
  },
}
