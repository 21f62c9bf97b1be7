import { HOUR_MS } from '../src/contract/time-units.ts'
import {
  BEYOND_ALL_WORK,
  beyondLimit,
  type Detector,
  type Excuse,
  type Finding,
} from '../src/core/detector.ts'
import { exposedRecords, exposedWaybills } from '../src/core/exposure.ts'
import { sayCount } from '../src/core/say-number.ts'
import type { View } from '../src/core/view.ts'
import type { Stretch } from '../src/core/windows/fullest-around.ts'

const defaults = { maxUnexplainedRecords: 500, maxRecords: 20_000, mildUpToTimesUsual: 15 }

/** The limit that nothing lifts: no baseline, no pace, no session. */
export const exposureCeiling: Detector<typeof defaults> = {
  id: 'exposure-ceiling',
  title: 'More records in 24 hours than any account may read without a reason',
  kind: 'limit',
  severity: 'medium',
  techniques: ['T1078', 'T1213', 'T1530'],
  why: "A rented account pays off from 500 records a day. An account that reads more than the ceiling without a known reason is always reported, whatever its baseline has learnt. A known reason is a ticket, or that the waybill passes the account's outlet. The alert is low if the account opened fewer different waybills than that, again and again, if it reads no more than mildUpToTimesUsual times what is usual for its role, or no more than one of the role's honest days in 2,000 reaches (an auditor, exports for accounting, data entry in a log without outlets). It is also low if only rows that the log counts and does not list cross the ceiling, no more than the role exports on one honest day in a hundred; and in the first two days of a log, up to a hundred times the ceiling, unless both foreign waybills and another sign speak against the account and it is the first of its role to cross the ceiling. What the account itself has always read is no excuse.",
  blindSpots: [
    'It finds nothing below the ceiling: it backs up the other detectors and does not replace them.',
    'A theft that is small compared with the usual work of its role is a low alert.',
    'Rows that the log only counts are a low alert, up to ten times the ceiling, if bulk-export finds nothing rare in them, is switched off or is on trial.',
    'For a look-up that comes six to seven days late, the part of its 24 hours that is more than seven days old is not counted.',
    'Invented ticket ids count as a reason for twenty records each: up to maxRecords where tickets are usual, elsewhere up to sixty a day.',
  ],
  falseAlarms: [
    'Roles that read thousands of records a day by design: give them their own limit in the policy, under overrides.roles.',
  ],
  triage: [
    'Within 5 minutes: check exposure.records and its growth since detectedAt.',
    'Within 15 minutes: look for a role or job that explains it; if there is one, set an override for it.',
    'Within the hour: if there is none, close the account named in entity.id.',
  ],
  defaults,

  detect(view, thresholds) {
    const { maxUnexplainedRecords, maxRecords } = thresholds
    const isMany = view.most('records', 'PT24H') > maxRecords
    if (view.most('unexplained', 'PT24H') > maxUnexplainedRecords) {
      const stretch = view.fullest('unexplained', 'PT24H')
      return crossed(view, stretch, {
        limit: maxUnexplainedRecords,
        what: 'records without a known reason',
        // An excuse for crossing one limit is none for crossing the other.
        excuse: isMany ? null : excuseOf(view, stretch, thresholds),
      })
    }
    if (!isMany) return null
    return crossed(view, view.fullest('records', 'PT24H'), {
      limit: maxRecords,
      what: 'records',
      excuse: null,
    })
  },
}

/**
 * An estimate of distinct waybills below this share of the limit is clearly below the limit: by four standard
 * errors (distinct.ts).
 */
const CLEARLY_FEWER = 0.8

/** From this many times the limit on, unlisted rows are no excuse, however much others export. */
const MANY_TIMES = 10

/**
 * What excuses the records without a known reason. Distinct waybills decide: showing the same ones again does
 * no more harm. Their number is known for the last 24 hours, but not for an earlier stretch around a late
 * look-up.
 */
const excuseOf = (
  view: View,
  { count }: Stretch,
  { maxUnexplainedRecords: limit, mildUpToTimesUsual }: typeof defaults,
): Excuse | null => {
  if (count !== view.count('unexplained', 'PT24H')) return null
  const most = Math.max(CLEARLY_FEWER * limit, mildUpToTimesUsual * view.roleUnexplained())
  if (exposedRecords(view) <= most) return 'work'
  return count < MANY_TIMES * limit && exposedWaybills(view) <= limit ? 'unlisted' : null
}

type Ceiling = { readonly limit: number; readonly what: string; readonly excuse: Excuse | null }

// The stretch can be up to a bin longer than 24 hours: bins have no finer edges, and no look-up may slip
// through.
const crossed = (view: View, stretch: Stretch, { limit, what, excuse }: Ceiling): Finding => {
  // In the first days of a log nobody knows what is usual. But nobody's work is `BEYOND_ALL_WORK` times what
  // the policy allows.
  const isEarly = view.isLogYoung && excuse !== 'work' && stretch.count < BEYOND_ALL_WORK * limit
  return {
    window: 'PT24H',
    observed: stretch.count,
    expected: limit,
    limit,
    score: beyondLimit(stretch.count / limit),
    baseline: 'fixed',
    counted: stretch,
    excuse: isEarly ? earlyExcuse(view) : excuse,
    reason: () =>
      `${sayCount(stretch.count)} ${what} ${within(stretch)}; the policy allows this account ${sayCount(limit)} in 24 hours`,
  }
}

/** Who has been at work all through the log, as an interface is, presumably worked so before it began. */
const earlyExcuse = (view: View): Excuse => (view.isAsEver ? 'work' : 'early')

const within = ({ fromMs, toMs }: Stretch): string => {
  const hours = Math.ceil((toMs - fromMs) / HOUR_MS)
  if (hours > 24) return 'in about 24 hours'
  return hours > 1 ? `within ${hours} hours` : 'within one hour'
}
