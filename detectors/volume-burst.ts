import type { Detector } from '../src/core/detector.ts'
import { baselineFinding, moreSurprising } from '../src/core/findings.ts'

const defaults = { minDistinct: 20, minSurprise: 2 }

const SPAN = { PT10M: '10 minutes', PT1H: 'an hour' }

/** Somebody who copies records reads many different ones in a short time. */
export const volumeBurst: Detector<typeof defaults> = {
  id: 'volume-burst',
  title: 'Far more waybills than usual in minutes or in an hour',
  kind: 'volume',
  techniques: ['T1078', 'T1213', 'T1119'],
  why: 'Outside tools read waybills faster than a person has reason to. It counts distinct waybills, so working on one parcel for long does not add up.',
  blindSpots: [
    'A thief who keeps to the pace of the account and its peers: slow-drip, foreign-waybills and exposure-ceiling watch for that.',
    'Waybills that the account has read on an earlier day of the past week: reopening them exposes nothing more.',
    'In its first weeks an account is compared mostly with its role: a thief in a busy role has more room.',
  ],
  falseAlarms: [
    'A call list or a month-end reconciliation completed in one hour.',
    'A courier whose load jumps while nobody else is busier.',
  ],
  triage: [
    'Within 5 minutes: compare evidence.sourceIps and evidence.deviceIds with the machines the employee uses.',
    'Within 15 minutes: ask the outlet whether entity.id is working through a list right now.',
    'Within the hour: reread the look-ups from evidence.fromOffset to toOffset and see whether the parcels belong together.',
  ],
  defaults,

  detect(view, { minDistinct, minSurprise }) {
    if (view.reading('PT1H') < minDistinct) return null
    const judge = (window: 'PT10M' | 'PT1H') => {
      const observed = view.reading(window)
      if (observed < minDistinct) return null
      return baselineFinding(view, {
        window,
        observed,
        expected: window === 'PT10M' ? view.usual().tenMinutes : view.usual().hour,
        minSurprise,
        what: `waybills not read on earlier days, within about ${SPAN[window]}`,
        when: ` in ${SPAN[window]} at this time of day`,
      })
    }
    return moreSurprising(judge('PT10M'), judge('PT1H'))
  },
}
