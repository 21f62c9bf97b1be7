import type { Detector } from '../src/core/detector.ts'
import { baselineFinding } from '../src/core/findings.ts'

const defaults = { minCount: 10, minSurprise: 1 }

/** Work comes back to its parcels; a harvest reads each once. */
export const skimming: Detector<typeof defaults> = {
  id: 'skimming',
  title: 'Waybills read once and not reopened, unlike in usual work',
  kind: 'order',
  techniques: ['T1078', 'T1213', 'T1119'],
  why: 'Three in four look-ups by a clerk reopen a waybill: to answer a question, correct it or follow it. Somebody who copies records has no reason to come back, whatever outlet they belong to and however slowly they are read. A day that is merely busy keeps its share of reopenings.',
  blindSpots: [
    'Couriers and data entry: they too read most waybills once, as their baselines show.',
    'A tool that opens everything as often as people do: twice is enough where most waybills are opened twice.',
    'Look-ups with invented ticket ids, up to twenty a day for each id, where tickets are usual, and numbers walked through in a row: see sequence-walk.',
  ],
  falseAlarms: ['Books checked waybill by waybill, in no order.', 'A list of parcels read out to a caller.'],
  triage: [
    'Within 15 minutes: compare signals.observed with signals.expected, and see whether it is still growing.',
    'Within the hour: ask the outlet what list somebody is working through.',
  ],
  defaults,

  // The score combines how unlikely the count is for this account with how much it comes to. A few waybills
  // too many are no harvest, and neither is chance on a busy day.
  detect(view, { minCount, minSurprise }) {
    const observed = view.today('read')
    if (observed < minCount) return null
    const days = view.doneToday('read')
    if (days === 0) return null
    const finding = baselineFinding(view, {
      window: 'PT24H',
      observed,
      expected: view.readsForReopenings(),
      minSurprise,
      counted: 'day',
      what: 'waybills read once and not reopened',
      when: " for today's number of reopenings",
    })
    return finding === null ? null : { ...finding, score: Math.sqrt(finding.score * SCORE * days) }
  },
}

/** Decades that each unit of the `read` measure (lately.ts) stands for. */
const SCORE = 10
