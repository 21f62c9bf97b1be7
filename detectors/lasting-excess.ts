import type { Detector } from '../src/core/detector.ts'
import { isLongKnown } from '../src/core/findings.ts'

const defaults = { minDistinct: 20, minExcess: 0.25 }

/** A patient thief shows only in what lasts for days. */
export const lastingExcess: Detector<typeof defaults> = {
  id: 'lasting-excess',
  title: 'Foreign waybills, day after day',
  kind: 'reach-lately',
  techniques: ['T1078', 'T1213'],
  why: 'Work varies from day to day, and a list or a reconciliation fills one day. A theft continues: what no single day shows adds up.',
  blindSpots: [
    'A theft that grows so slowly that the baseline keeps up: see exposure-ceiling.',
    'The first three days of an account.',
  ],
  falseAlarms: [
    'Covering for several outlets for a week.',
    'A new task, such as calls to recipients, that nobody else in the role has.',
  ],
  triage: [
    'Within the hour: ask the outlet whether the work of entity.id has changed, and since when.',
    'Within the day: reread its look-ups from firstEventAt to evidence.toOffset (fromOffset is only the day before the alert) and see whose waybills they are.',
  ],
  defaults,

  detect(view, { minDistinct, minExcess }) {
    if (!isLongKnown(view, minDistinct)) return null
    const excess = view.latelyDone('strange') - 1
    if (excess < minExcess) return null
    const timesUsual = Math.round((1 + excess) * 10) / 10
    return {
      window: 'P7D',
      observed: timesUsual,
      expected: 1,
      limit: null,
      score: SCORE * excess,
      baseline: 'own+peer',
      counted: 'lately',
      reason: () =>
        `waybills of other outlets without a known reason over the last days: ${timesUsual} times the number usual for this account and ${view.colleagues} at the same workload`,
    }
  },
}

/** Scales the score to the range of the other detectors. */
const SCORE = 10
