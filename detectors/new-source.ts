import type { Detector } from '../src/core/detector.ts'
import { sayCount, sayMean } from '../src/core/say-number.ts'

const defaults = { minCount: 5, minSurprise: 2, mostRaritySurprise: 8 }

/** The credential is valid, the machine is not. */
export const newSource: Detector<typeof defaults> = {
  id: 'new-source',
  title: 'An account in use from a machine, address or program new to it',
  kind: 'source',
  techniques: ['T1078'],
  why: 'Rented accounts are used from machines their owners never used. A changing mobile address is normal for couriers, as their own baseline shows.',
  blindSpots: [
    'A tool that sends the deviceId of the usual machine and the user agent of a company program, from whatever address.',
    'Logs without deviceId, sourceIp and userAgent.',
    'A machine counts as new for three days only.',
  ],
  falseAlarms: [
    'A replaced computer or handheld, or a program that only a few people have so far.',
    'A day of work at another outlet.',
  ],
  triage: [
    'Within 5 minutes: compare evidence.deviceIds and evidence.sourceIps with the inventory.',
    'Within 15 minutes: call the employee and ask about the new machine.',
  ],
  defaults,

  // The rarity is capped, because a replaced machine is rare but does the usual work. More than a usual day's
  // work on it counts on top.
  detect(view, { minCount, minSurprise, mostRaritySurprise }) {
    const observed = view.today('newSource')
    if (observed < minCount) return null
    const expected = view.usualToday('newSource')
    const { day } = view.usual()
    const rarity = Math.min(mostRaritySurprise, view.surprise(observed, expected))
    const score = rarity + (observed > day.mean ? view.surprise(observed, day) : 0)
    if (score < minSurprise) return null
    return {
      window: 'PT24H',
      observed,
      expected: expected.mean,
      limit: null,
      score,
      baseline: 'own+peer',
      counted: 'day',
      reason: () =>
        `${sayCount(observed)} waybills from a machine, address or program new to this account; usual for it and ${view.colleagues}: ${sayMean(expected.mean)} of ${sayMean(day.mean)} a day`,
    }
  },
}
