import { isAtLeast } from '../contract/alert.ts'
import type { FalseDay, RunScore, TheftScore } from './scorer.ts'

/** One theft that two contenders have judged. */
export type TheftChange = {
  readonly seed: number | null
  readonly id: string
  readonly name: string
  readonly records: number
  /**
   * Records exposed before the first alert, under `first` and `other`. A missed theft leaks all its records.
   */
  readonly leakedBefore: number
  readonly leakedAfter: number
}

export type FalseDayOfRun = FalseDay & { readonly seed: number | null }

/** What changes when `other` replaces `first`, over the same events. */
export type PolicyComparison = {
  readonly first: string
  readonly other: string
  readonly caughtNoMore: readonly TheftChange[]
  readonly caughtNewly: readonly TheftChange[]
  /** Thefts that both catch, `other` after fewer records or after more. */
  readonly leakedLess: readonly TheftChange[]
  readonly leakedMore: readonly TheftChange[]
  /** Account-days with a false alarm of medium or higher under only one of the two. */
  readonly falseGone: readonly FalseDayOfRun[]
  readonly falseNew: readonly FalseDayOfRun[]
}

/** Compares two contenders over the same runs. Thefts are listed by the difference in leaked records. */
export const compareContenders = (
  first: readonly RunScore[],
  other: readonly RunScore[],
): PolicyComparison => {
  const pairs = pairThefts(first, other)
  const changes = (is: (pair: Pair) => boolean) => pairs.filter(is).map(changeOf).toSorted(byDifference)
  const [before, after] = [falseDaysOf(first), falseDaysOf(other)]
  return {
    first: first[0]?.contender ?? '',
    other: other[0]?.contender ?? '',
    caughtNoMore: changes(([was, is]) => was.caught !== null && is.caught === null),
    caughtNewly: changes(([was, is]) => was.caught === null && is.caught !== null),
    leakedLess: changes((pair) => areCaught(pair) && growth(pair) < 0),
    leakedMore: changes((pair) => areCaught(pair) && growth(pair) > 0),
    falseGone: missingFrom(after, before),
    falseNew: missingFrom(before, after),
  }
}

type Pair = readonly [was: TheftScore, is: TheftScore]

const pairThefts = (first: readonly RunScore[], other: readonly RunScore[]): readonly Pair[] => {
  const others = new Map(other.flatMap((run) => run.thefts).map((theft) => [keyOf(theft), theft]))
  return first
    .flatMap((run) => run.thefts)
    .flatMap((was) => {
      const is = others.get(keyOf(was))
      return is === undefined ? [] : [[was, is] as const]
    })
}

const keyOf = ({ seed, id }: TheftScore): string => `${seed}/${id}`

const areCaught = ([was, is]: Pair): boolean => was.caught !== null && is.caught !== null

const growth = ([was, is]: Pair): number => is.leakedRecords - was.leakedRecords

const changeOf = ([was, is]: Pair): TheftChange => {
  const { seed, id, name, records } = was
  return { seed, id, name, records, leakedBefore: was.leakedRecords, leakedAfter: is.leakedRecords }
}

const byDifference = (a: TheftChange, b: TheftChange): number => differenceOf(b) - differenceOf(a)

const differenceOf = ({ leakedBefore, leakedAfter }: TheftChange): number =>
  Math.abs(leakedAfter - leakedBefore)

/** False account-days of medium or higher, keyed by seed, day and account. */
const falseDaysOf = (runs: readonly RunScore[]): ReadonlyMap<string, FalseDayOfRun> =>
  new Map(
    runs.flatMap(({ seed, falseDays }) =>
      falseDays
        .filter(({ severity }) => isAtLeast(severity, 'medium'))
        .map((day) => [`${seed}/${day.day}/${day.account}`, { seed, ...day }]),
    ),
  )

const missingFrom = <T>(known: ReadonlyMap<string, T>, of: ReadonlyMap<string, T>): readonly T[] =>
  [...of].filter(([key]) => !known.has(key)).map(([, value]) => value)
