import type { Detector } from '../src/core/detector.ts'
import { habitFinding, sayTruckload } from '../src/core/findings.ts'

const defaults = { minCount: 5, minSurprise: 2, limitCount: 50, limitTimesUsual: 6 }

/** Nobody handles parcels from everywhere at once, except a thief. */
export const scatteredForeign: Detector<typeof defaults> = {
  id: 'scattered-foreign',
  title: 'Foreign waybills that no misrouted truck explains',
  kind: 'reach',
  severity: 'medium',
  techniques: ['T1078', 'T1213'],
  why: "A truck unloaded at the wrong outlet brings foreign parcels for a few destinations, or from a few outlets in no particular order. Somebody who covers for a neighbour reads that neighbour's parcels. The waybills of a harvest go everywhere, or are listed in pages by somebody who otherwise does not use lists.",
  blindSpots: [
    'Logs that do not say which outlets a waybill passes: nothing is known to be foreign.',
    'A thief who takes the parcels of one other outlet, on the usual machine: up to a truckload (150) a day for a week, and twice as many if the own outlet regularly handles its parcels; of two or three: up to a truckload on two days in a row.',
    'Look-ups with invented ticket ids, up to twenty a day for each id, where tickets are usual.',
  ],
  falseAlarms: [
    'A clerk who answers callers from elsewhere without opening tickets.',
    'An auditor on a visit.',
  ],
  triage: [
    'Within 5 minutes: check exposure.foreignWaybills and whether it is still growing.',
    'Within 15 minutes: ask the outlet what work needs these parcels.',
    'Within the hour: if there is none, close the account named in entity.id.',
  ],
  defaults,

  // The score is the ratio of today's count to the usual one on a day as busy, not its improbability. Where
  // half of all reading is foreign, no count is improbable, but twice the usual share is strange.
  detect(view, thresholds) {
    const observed = view.today('strange')
    if (observed < thresholds.minCount) return null
    const score = SCORE * (view.doneToday('strange') - 1)
    if (score < thresholds.minSurprise) return null
    const what = `waybills of other outlets without a known reason${sayTruckload(view.truckload)}`
    const finding = habitFinding(view, 'strange', { ...thresholds, minSurprise: 0 }, what)
    return finding === null ? null : { ...finding, score }
  },
}

/** Scales the score to the range of the other detectors. */
const SCORE = 5
