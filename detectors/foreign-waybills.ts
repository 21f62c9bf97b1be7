import type { Detector } from '../src/core/detector.ts'
import type { View } from '../src/core/view.ts'

const defaults = { minForeign: 6, minSurprise: 2 }

/** People look up the parcels they handle; a harvester reads other outlets' parcels, each once. */
export const foreignWaybills: Detector<typeof defaults> = {
  id: 'foreign-waybills',
  title: "Many waybills that never pass the account's outlet",
  kind: 'reach',
  severity: 'high',
  techniques: ['T1078', 'T1213'],
  why: 'The Hebei accounts were found because they looked up waybills that had nothing to do with their outlet. Foreign waybills stay rare at any load, so this speaks earlier than volume.',
  blindSpots: [
    'The log does not say which outlets a waybill passes: then nothing is known to be foreign.',
    "A harvest of the outlet's own parcels.",
    'Roles that mostly look up foreign waybills, such as customer service, have to exceed their own usual number.',
  ],
  falseAlarms: [
    'A misrouted truck: a hundred foreign parcels in an hour.',
    'Covering for a closed neighbour outlet until the account has learnt it.',
  ],
  triage: [
    'Within 5 minutes: see exposure.foreignWaybills against signals.expected, and whether it still grows.',
    'Within 15 minutes: ask the outlet for a misroute or a neighbour it stands in for.',
    'Within the hour: with no such reason, close the account named in entity.id.',
  ],
  defaults,

  detect(view, thresholds) {
    if (view.foreign('PT24H') < thresholds.minForeign) return null
    const hour = judge(view, 'PT1H', thresholds)
    const day = judge(view, 'PT24H', thresholds)
    return hour !== null && (day === null || hour.surprise > day.surprise) ? hour : day
  },
}

const SPAN = { PT1H: 'one hour', PT24H: '24 hours' }

const judge = (view: View, window: 'PT1H' | 'PT24H', { minForeign, minSurprise }: typeof defaults) => {
  const observed = view.foreign(window)
  if (observed < minForeign) return null
  const expected = window === 'PT1H' ? view.usual().foreignHour : view.usual().foreignDay
  if (observed <= expected.mean) return null
  const surprise = view.surprise(observed, expected)
  if (surprise < minSurprise) return null
  return {
    window,
    observed: Math.round(observed),
    expected: expected.mean,
    limit: null,
    surprise,
    baseline: 'own+peer' as const,
    reason: `${Math.round(observed)} waybills of other outlets in ${SPAN[window]}; usual for this account and its role is about ${Math.round(expected.mean * 10) / 10}`,
  }
}
