import { isAtLeast, rank, type Severity } from '../contract/alert.ts'
import { getOrMake } from '../contract/get-or-make.ts'
import type { Params } from '../contract/label.ts'
import { MINUTE_MS } from '../contract/time-units.ts'
import { calendarDay } from '../core/time.ts'
import type { Activity } from './activity.ts'
import type { RaisedAlert } from './contender.ts'
import { isAbout, type Episode, type TheftTruth, type Truth } from './truth.ts'
import { createVoices, type Voice } from './voices.ts'

/** The first alert about a theft. */
export type Catch = {
  readonly alertId: string
  readonly severity: Severity
  /** Records of the theft up to and including the event that raised the alert, in order of arrival. */
  readonly exposedRecords: number
  /** Minutes of event time since the theft's first event. */
  readonly minutes: number
}

/**
 * One theft as scored for one contender. It is caught by an alert of medium or higher that names one of its
 * accounts. The alert must be raised or revised after the theft's first event has arrived and less than 24 h
 * after its end. A theft by several accounts is caught by the first alert on any of them. It then counts the
 * records that all of them have exposed so far.
 */
export type TheftScore = {
  /** Null for a log that was not simulated. */
  readonly seed: number | null
  readonly id: string
  readonly name: string
  readonly accounts: number
  readonly strength: number
  readonly params: Params
  readonly records: number
  /** Null if the theft was missed. */
  readonly caught: Catch | null
  /** Records exposed before the first alert; all of them if the theft was missed. */
  readonly leakedRecords: number
  /** Number of different alerts of medium or higher about this theft. */
  readonly alerts: number
}

/**
 * An account's local day on which an alert was raised or revised that no theft explains. A theft explains
 * alerts from its start to 24 h after its end. Each day counts once, under its most severe alert.
 */
export type FalseDay = {
  readonly account: string
  readonly day: number
  readonly severity: Severity
  /** The account's honest oddity that was under way, or had ended less than 24 h before; null if none. */
  readonly oddity: string | null
}

/** The score of one contender in one run. */
export type RunScore = {
  readonly contender: string
  readonly seed: number | null
  readonly thefts: readonly TheftScore[]
  /** Number of thefts without any event in the log. They are not scored. */
  readonly theftsWithoutEvents: number
  readonly falseDays: readonly FalseDay[]
  readonly voices: readonly Voice[]
  /** Number of active days, by account. */
  readonly activeDays: ReadonlyMap<string, number>
  /** By name of an oddity: how often it occurred, and how many active account-days lay in it. */
  readonly oddities: ReadonlyMap<string, { readonly episodes: number; readonly accountDays: number }>
}

/** Collects the alerts of one contender over one run. */
export type Scorer = {
  take(alert: RaisedAlert): void
  finish(seed: number | null, activity: Activity): RunScore
}

type Incident = { caught: Catch | null; readonly alertIds: Set<string> }

export const createScorer = (contender: string, truth: Truth, zoneMs: number): Scorer => {
  const incidents = new Map<string, Incident>()
  const falseDays = new Map<string, FalseDay>()
  const voices = createVoices()

  const takeTrue = (alert: RaisedAlert, theft: TheftTruth): void => {
    // A theft without events is not scored, so detectors get no credit for it either.
    if (theft.firstEventMs !== null) voices.about(alert, theft.id)
    if (alert.isShadow || !isAtLeast(alert.severity, 'medium')) return
    const incident = getOrMake(incidents, theft.id, () => ({ caught: null, alertIds: new Set<string>() }))
    incident.alertIds.add(alert.alertId)
    if (theft.firstEventMs !== null) incident.caught ??= catchOf(alert, theft, theft.firstEventMs)
  }

  const takeFalse = (alert: RaisedAlert, account: string): void => {
    const { severity, atMs, isShadow } = alert
    const day = calendarDay(atMs, zoneMs)
    const key = `${account}/${day}`
    voices.falsely(alert, key)
    if (isShadow) return
    const known = falseDays.get(key)
    const oddity = oddityOf(truth, account, atMs) ?? known?.oddity ?? null
    const gravest = known !== undefined && rank(known.severity) > rank(severity) ? known.severity : severity
    falseDays.set(key, { account, day, severity: gravest, oddity })
  }

  return {
    take: (alert) => {
      for (const account of alert.accounts) {
        const thefts = truth.theftsOf(account).filter((theft) => isAbout(theft, alert.atMs))
        for (const theft of thefts) takeTrue(alert, theft)
        if (thefts.length === 0) takeFalse(alert, account)
      }
    },
    finish: (seed, activity) => {
      const begun = truth.thefts.filter((theft) => theft.firstEventMs !== null)
      return {
        contender,
        seed,
        thefts: begun.map((theft) => theftScore(seed, theft, incidents.get(theft.id))),
        theftsWithoutEvents: truth.thefts.length - begun.length,
        falseDays: [...falseDays.values()],
        voices: voices.finish(),
        activeDays: new Map([...activity.days].map(([account, days]) => [account, days.size])),
        oddities: countOddities(truth.oddities, activity, zoneMs),
      }
    },
  }
}

/** If several oddities overlap, the one with the fewest accounts: a promotion day is everybody's. */
const oddityOf = (truth: Truth, account: string, atMs: number): string | null =>
  truth
    .odditiesOf(account)
    .filter((oddity) => isAbout(oddity, atMs))
    .toSorted((a, b) => a.accounts.length - b.accounts.length)[0]?.name ?? null

const catchOf = (
  { alertId, severity, atMs }: RaisedAlert,
  theft: TheftTruth,
  firstEventMs: number,
): Catch => ({
  alertId,
  severity,
  exposedRecords: theft.exposedRecords,
  minutes: Math.max(0, atMs - firstEventMs) / MINUTE_MS,
})

const theftScore = (seed: number | null, theft: TheftTruth, incident: Incident | undefined): TheftScore => {
  const { id, name, accounts, strength, params, exposedRecords } = theft
  const caught = incident?.caught ?? null
  return {
    seed,
    id,
    name,
    accounts: accounts.length,
    strength,
    params,
    records: exposedRecords,
    caught,
    leakedRecords: caught?.exposedRecords ?? exposedRecords,
    alerts: incident?.alertIds.size ?? 0,
  }
}

const countOddities = (
  oddities: readonly Episode[],
  activity: Activity,
  zoneMs: number,
): RunScore['oddities'] => {
  const counts = new Map<string, { episodes: number; accountDays: number }>()
  for (const oddity of oddities) {
    const count = getOrMake(counts, oddity.name, () => ({ episodes: 0, accountDays: 0 }))
    count.episodes++
    count.accountDays += activeDaysIn(oddity, activity, zoneMs)
  }
  return counts
}

const activeDaysIn = ({ accounts, fromMs, toMs }: Episode, { days }: Activity, zoneMs: number): number => {
  const [first, last] = [calendarDay(fromMs, zoneMs), calendarDay(toMs - 1, zoneMs)]
  const active = accounts.flatMap((account) => [...(days.get(account) ?? [])])
  return active.filter((day) => day >= first && day <= last).length
}
