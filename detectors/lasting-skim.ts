import type { Detector } from '../src/core/detector.ts'
import { isLongKnown } from '../src/core/findings.ts'

const defaults = { minDistinct: 20, minUnexplainedDays: 0.35 }

/** Somebody who copies the outlet's book reads each waybill once, day after day. */
export const lastingSkim: Detector<typeof defaults> = {
  id: 'lasting-skim',
  title: 'Waybills read once and not reopened, day after day',
  kind: 'order-lately',
  techniques: ['T1078', 'T1213'],
  why: 'Working through a list fills one day. A theft continues: waybills read and not reopened, which a busy day hides, add up over days, whatever outlet they belong to.',
  blindSpots: [
    "A theft that is small compared with the account's own work, or that reopens as much as people do.",
    'Roles that read most waybills once, and the first three days of an account.',
  ],
  falseAlarms: [
    'A reconciliation or a check of the books that takes several days.',
    'A new task, such as calls to recipients, that nobody else in the role has.',
  ],
  triage: [
    'Within the hour: ask the outlet whether the work of entity.id has changed, and since when.',
    'Within the day: reread its look-ups from firstEventAt to evidence.toOffset (fromOffset is only the day before the alert) and see whose waybills they are.',
  ],
  defaults,

  detect(view, { minDistinct, minUnexplainedDays }) {
    if (!isLongKnown(view, minDistinct)) return null
    const days = view.latelyDone('read') / 2 // it counts in halves of a usual day (lately.ts)
    if (days < minUnexplainedDays) return null
    const observed = Math.round(days * 10) / 10
    return {
      window: 'P7D',
      observed,
      expected: 0,
      limit: null,
      score: SCORE * days,
      baseline: 'own+peer',
      counted: 'lately',
      reason: () =>
        `waybills read once and not reopened over the last days: more than usual for this account and ${view.colleagues}, each day by about ${observed} times a usual day's work`,
    }
  },
}

/** Scales the score to the range of the other detectors. */
const SCORE = 20
