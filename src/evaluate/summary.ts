import { median } from 'simple-statistics'

import { isAtLeast, severities, type Severity } from '../contract/alert.ts'
import { ratio, ruleOfThree, times, type Estimate } from './estimate.ts'
import type { RunScore, TheftScore } from './scorer.ts'
import { addVoices, type Voice } from './voices.ts'

type BySeverity = Readonly<Record<Severity, number>>

/** All thefts of one kind. */
export type KindSummary = {
  readonly name: string
  readonly thefts: number
  readonly caught: number
  readonly caughtUnder100: number
  /** Median of leaked records over the thefts of this kind. A missed one counts with all its records. */
  readonly medianLeaked: number
  readonly mostLeaked: number
  /** Median minutes of event time from first event to first alert, over the thefts caught. */
  readonly medianMinutes: number | null
}

/** The false alarms during one kind of honest oddity. */
export type OdditySummary = {
  /** Null for ordinary work, without an oddity. */
  readonly name: string | null
  readonly episodes: number
  readonly accountDays: number
  readonly falseDays: BySeverity
}

/** One contender over all runs. Shares are 0..1, and null if their denominator is 0. */
export type Summary = {
  readonly contender: string
  readonly thefts: number
  readonly theftsWithoutEvents: number
  readonly caught: Estimate | null
  /** Share of all thefts that were caught with fewer than 100 records exposed. */
  readonly caughtUnder100: Estimate | null
  readonly caughtUnder500: Estimate | null
  /** Records exposed before the first alert, as a share of all records stolen. A missed theft leaks all. */
  readonly leaked: Estimate | null
  /** Median of leaked records over all thefts. A missed one counts with all its records. */
  readonly medianLeaked: number | null
  /** Different alerts of medium or higher about a theft, per theft caught. */
  readonly alertsPerIncident: Estimate | null
  /** Active days, summed over all accounts. */
  readonly accountDays: number
  /** False account-days per 10,000 account-days. */
  readonly falseMediumUp: Estimate | null
  readonly falseHighUp: Estimate | null
  /** The same rate for each severity alone, by the day's most severe alert. */
  readonly falseBySeverity: BySeverity
  readonly kinds: readonly KindSummary[]
  readonly oddities: readonly OdditySummary[]
  readonly voices: readonly Voice[]
}

const PER = 10_000

/** Sums up the runs of one contender, one run per seed. */
export const summarize = (contender: string, runs: readonly RunScore[]): Summary => {
  const byRun = runs.map((run) => run.thefts)
  const thefts = byRun.flat()
  const accounts = runs.map(accountsOf)
  const accountDays = accounts.flat().reduce((sum, { days }) => sum + days, 0)
  const falseDays = runs.flatMap((run) => run.falseDays)
  const share = (is: (theft: TheftScore) => boolean) =>
    ratio(byRun, (theft) => Number(is(theft)), one, ruleOfThree)
  const falseRate = (of: (account: AccountScore) => number) =>
    times(
      PER,
      ratio(accounts, of, (account) => account.days, ruleOfThree),
    )
  return {
    contender,
    thefts: thefts.length,
    theftsWithoutEvents: runs.reduce((sum, run) => sum + run.theftsWithoutEvents, 0),
    caught: share((theft) => theft.caught !== null),
    caughtUnder100: share((theft) => isCaughtUnder(theft, 100)),
    caughtUnder500: share((theft) => isCaughtUnder(theft, 500)),
    leaked: ratio(
      byRun,
      (theft) => theft.leakedRecords,
      (theft) => theft.records,
    ),
    medianLeaked: thefts.length === 0 ? null : median(thefts.map((theft) => theft.leakedRecords)),
    alertsPerIncident: ratio(
      byRun.map((run) => run.filter((theft) => theft.caught !== null)),
      (theft) => theft.alerts,
      one,
    ),
    accountDays,
    falseMediumUp: falseRate((account) => account.mediumUp),
    falseHighUp: falseRate((account) => account.highUp),
    falseBySeverity: bySeverity(falseDays, (count) => (count / Math.max(1, accountDays)) * PER),
    kinds: [...new Set(thefts.map((theft) => theft.name))].map((name) => kindSummary(name, thefts)),
    oddities: odditySummaries(runs),
    voices: addVoices(runs.map((run) => run.voices)),
  }
}

export const isCaughtUnder = ({ caught }: TheftScore, records: number): boolean =>
  caught !== null && caught.exposedRecords < records

const one = (): number => 1

type AccountScore = { readonly days: number; readonly mediumUp: number; readonly highUp: number }

const accountsOf = ({ activeDays, falseDays }: RunScore): AccountScore[] => {
  const scores = new Map(
    [...activeDays].map(([account, days]) => [account, { days, mediumUp: 0, highUp: 0 }]),
  )
  for (const { account, severity } of falseDays) {
    const score = scores.get(account)
    if (score === undefined) continue
    if (isAtLeast(severity, 'medium')) score.mediumUp++
    if (isAtLeast(severity, 'high')) score.highUp++
  }
  return [...scores.values()]
}

const kindSummary = (name: string, all: readonly TheftScore[]): KindSummary => {
  const thefts = all.filter((theft) => theft.name === name)
  const leaked = thefts.map((theft) => theft.leakedRecords)
  const minutes = thefts.flatMap(({ caught }) => (caught === null ? [] : [caught.minutes]))
  return {
    name,
    thefts: thefts.length,
    caught: minutes.length,
    caughtUnder100: thefts.filter((theft) => isCaughtUnder(theft, 100)).length,
    medianLeaked: median(leaked),
    mostLeaked: Math.max(...leaked),
    medianMinutes: minutes.length === 0 ? null : median(minutes),
  }
}

const bySeverity = (
  days: readonly { readonly severity: Severity }[],
  scale: (count: number) => number = (count) => count,
): BySeverity =>
  Object.fromEntries(
    severities.map((each) => [each, scale(days.filter(({ severity }) => severity === each).length)]),
  ) as Record<Severity, number>

const odditySummaries = (runs: readonly RunScore[]): OdditySummary[] => {
  const falseDays = runs.flatMap((run) => run.falseDays)
  const names = new Set<string | null>([null, ...runs.flatMap((run) => [...run.oddities.keys()])])
  return [...names].map((name) => {
    const counts = runs.flatMap((run) => (name === null ? [] : (run.oddities.get(name) ?? [])))
    return {
      name,
      episodes: counts.reduce((sum, count) => sum + count.episodes, 0),
      accountDays: counts.reduce((sum, count) => sum + count.accountDays, 0),
      falseDays: bySeverity(falseDays.filter((day) => day.oddity === name)),
    }
  })
}
