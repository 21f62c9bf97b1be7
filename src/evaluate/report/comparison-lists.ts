import { printable } from '../../contract/printable.ts'
import { isoDate, short } from '../../terminal/figures.ts'
import type { PolicyComparison, FalseDayOfRun, TheftChange } from '../compare-contenders.ts'
import { theftName } from './format.ts'

/** Most entries that a list shows; the rest are only counted. */
const MOST_ITEMS = 20

export type ComparisonList = { readonly title: string; readonly items: readonly string[] }

/** The differences between two contenders as short lists. Empty ones are kept: "none" is an answer too. */
export const comparisonLists = (comparison: PolicyComparison): readonly ComparisonList[] => {
  const { caughtNoMore, caughtNewly, leakedLess, leakedMore, falseGone, falseNew } = comparison
  const inBoth = ({ leakedBefore, leakedAfter }: TheftChange) => [short(leakedBefore), short(leakedAfter)]
  const lost = (theft: TheftChange) => [short(theft.leakedBefore), missed(theft)]
  const won = (theft: TheftChange) => [missed(theft), short(theft.leakedAfter)]
  return [
    listOf('thefts no longer caught', caughtNoMore, tellTheft(lost)),
    listOf('thefts newly caught', caughtNewly, tellTheft(won)),
    listOf('thefts with fewer records before the alert', leakedLess, tellTheft(inBoth)),
    listOf('thefts with more records before the alert', leakedMore, tellTheft(inBoth)),
    listOf('false account-days gone, medium and up', falseGone, tellFalseDay),
    listOf('false account-days new, medium and up', falseNew, tellFalseDay),
  ]
}

const listOf = <T>(title: string, all: readonly T[], tell: (one: T) => string): ComparisonList => {
  const items = all.slice(0, MOST_ITEMS).map(tell)
  const rest = all.length - items.length
  return {
    title: `${title}: ${all.length}`,
    items: rest === 0 ? items : [...items, `and ${rest} more, which --json lists`],
  }
}

const missed = ({ records }: TheftChange): string => `missed (${short(records)} records)`

const tellTheft =
  (ends: (theft: TheftChange) => readonly string[]) =>
  (theft: TheftChange): string =>
    `${theftName(theft)}${ofSeed(theft)}: ${ends(theft).join(' -> ')}`

const tellFalseDay = ({ account, day, severity, oddity, ...of }: FalseDayOfRun): string =>
  `${printable(account)} on ${isoDate(day)}${ofSeed(of)}: ${severity}, ${oddity ?? 'ordinary work'}`

const ofSeed = ({ seed }: { readonly seed: number | null }): string => (seed === null ? '' : `, seed ${seed}`)
