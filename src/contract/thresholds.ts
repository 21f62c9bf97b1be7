import { Type, type TSchema } from 'typebox'

/** Thresholds of one detector, by name; each name has its unit in it. */
export type Thresholds = Readonly<Record<string, number>>

/**
 * Meanings of the detectors' thresholds, by name. A name that several detectors use means the same in each.
 */
export const thresholdMeanings: Readonly<Record<string, string>> = {
  minCount: 'Least count in a day; fewer are ignored.',
  minDistinct: 'Least number of distinct waybills in the window; fewer are ignored.',
  minForeign: 'Least number of distinct foreign waybills in the window; fewer are ignored.',
  minSurprise:
    'Least surprise, which is -log10 of the probability under the baseline; less is ignored. It does not set the rate of false alarms, because surprise is calibrated on honest days.',
  limitCount:
    'This many in a day raise an alert on their own, with the severity of the detector, if limitTimesUsual is reached as well, and if fewer than one honest day of the role in 10,000 reaches as many (2,000 for bulk-export); heavy-days instead requires two days out of three.',
  limitTimesPeak:
    "This many times the account's highest day of the last weeks raise an alert on their own, with the severity of the detector. While fewer than ten of its days are known, it takes more in proportion.",
  minPeakRecords:
    "Least number of records on the account's highest day of the last weeks; one with fewer is not compared with it.",
  limitTimesUsual:
    'Required together with limitCount: this many times what is usual for the account and its role.',
  minExcess:
    'Least average over the last active days, as a multiple of a usual day, minus 1; less is ignored.',
  minUnexplainedDays:
    'Least average over the last active days of the waybills read once beyond what the reopenings explain, in usual days; less is ignored.',
  mostRaritySurprise: 'The most surprise that the rarity of new machines can add.',
  minIdleDays: 'Least number of days without a look-up; fewer are ignored.',
  newcomerSurprise: 'The surprise that being new adds.',
  minHoneyWaybills: 'Decoys in one look-up that raise an alert.',
  maxUnexplainedRecords: 'Records without a known reason in 24 hours that are allowed.',
  maxRecords: 'Records in 24 hours, whatever the reason, that are allowed.',
  mildUpToTimesUsual:
    'Up to this many times what the role reads without a known reason on a usual day, the alert is low.',
}

/** The highest limit on a count: counts of a window and of a day go as far, and not much further. */
export const highestLimit = 2_000_000

const LIMITS: ReadonlySet<string> = new Set(['limitCount', 'maxUnexplainedRecords', 'maxRecords'])

/** JSON Schema of one threshold. */
export function thresholdSchema(name: string, value: number): TSchema {
  const meaning = thresholdMeanings[name]
  return Type.Number({
    default: value,
    minimum: 0,
    ...(LIMITS.has(name) ? { maximum: highestLimit } : {}),
    ...(meaning === undefined ? {} : { description: meaning }),
  })
}
