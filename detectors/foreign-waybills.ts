import type { Detector } from '../src/core/detector.ts'
import { baselineFinding, busyness, moreSurprising, sayTruckload } from '../src/core/findings.ts'

const defaults = { minForeign: 6, minSurprise: 2 }

const SPAN = { PT1H: 'an hour', PT24H: '24 hours' }
const WHEN = { PT1H: ' an hour', PT24H: ' a day' }

/** People look up the parcels they handle; a harvester reads other outlets' parcels, each once. */
export const foreignWaybills: Detector<typeof defaults> = {
  id: 'foreign-waybills',
  title: "Many waybills that never pass the account's outlet",
  kind: 'reach',
  techniques: ['T1078', 'T1213'],
  why: 'The Hebei accounts were found because they looked up waybills that had nothing to do with their outlet. Foreign waybills stay rare at any load, so they show earlier than volume.',
  blindSpots: [
    'Logs that do not say which outlets a waybill passes: nothing is known to be foreign.',
    "A harvest of the outlet's own parcels.",
    "A harvest, on the usual machine, of waybills that go to up to three other outlets, or come from them but not in a row of numbers: up to 150 a day pass for a misrouted truck, fewer from the third day in a row on. If most are one outlet's, as many pass for a week, for covering it. If the own outlet regularly handles its parcels, up to 300 a day pass for as long as it takes.",
    'Roles that mostly look up foreign waybills, such as customer service, unless they exceed their own usual number.',
  ],
  falseAlarms: [
    'Two misrouted trucks at once.',
    'Covering for several closed outlets, or for one that is not a neighbour, until the baseline has learnt it.',
  ],
  triage: [
    'Within 5 minutes: compare exposure.foreignWaybills with signals.expected, and see whether it is still growing.',
    'Within 15 minutes: ask the outlet about a misroute, or a neighbour it is covering for.',
    'Within the hour: without such a reason, close the account named in entity.id.',
  ],
  defaults,

  detect(view, { minForeign, minSurprise }) {
    if (view.foreign('PT24H') < minForeign) return null
    const judge = (window: 'PT1H' | 'PT24H') => {
      const observed = view.foreignReading(window)
      if (observed < minForeign) return null
      const { foreignHour, foreignDay } = view.usual()
      const usual = window === 'PT1H' ? foreignHour : foreignDay
      // A busy hour or day brings more foreign waybills too. The busyness itself is for volume-burst and
      // slow-drip.
      const timesUsual = busyness(view, window)
      return baselineFinding(view, {
        window,
        observed,
        expected: { ...usual, mean: usual.mean * timesUsual },
        minSurprise,
        counted: 'foreign',
        what: `waybills of other outlets in about ${SPAN[window]}${sayTruckload(view.foreign(window) - observed)}`,
        when: WHEN[window],
        timesUsual,
      })
    }
    return moreSurprising(judge('PT1H'), judge('PT24H'))
  },
}
