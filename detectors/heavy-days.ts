import type { Detector } from '../src/core/detector.ts'
import { limitIn } from '../src/core/findings.ts'
import { sayCount, sayMean } from '../src/core/say-number.ts'

const defaults = { limitCount: 500, limitTimesUsual: 8 }

/**
 * A thief who knows the detectors reads the own outlet's book, at the usual desk and hours, and opens
 * everything twice. Only the volume shows then.
 */
export const heavyDays: Detector<typeof defaults> = {
  id: 'heavy-days',
  title: 'Many times the usual work on two days out of three',
  kind: 'limit',
  severity: 'medium',
  techniques: ['T1078', 'T1213'],
  why: "A theft of the own outlet's waybills, read in the account's usual way, shows only in volume. One day with many may be a check of the books; a second one soon after hardly is. A rented account has to read more than 500 a day to pay off, and on several days.",
  blindSpots: [
    'The first such day.',
    'Fewer than 500 waybills a day, or fewer than eight times the usual.',
    'Waybills read for tickets, a truckload, and labels printed in a row: they are not counted.',
  ],
  falseAlarms: [
    'A check of the books that takes several days.',
    'Other work for some days, while the log still names the old role.',
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
      score: 0,
      baseline: 'own+peer',
      counted: 'day',
      reason: () =>
        `${sayCount(observed)} waybills not read in the previous week, after ${sayMean(before)} on one of its previous two working days; usual for this account and ${view.colleagues}: ${sayMean(mean)} a day`,
    }
  },
}
