import { rank } from '../contract/alert.ts'
import type { FalseDay, RunScore, TheftScore } from './scorer.ts'

/** One theft under two contenders. */
export type TheftChange = {
  readonly seed: number | null
  readonly id: string
  readonly name: string
  readonly records: number
  /** Records that got out under the first and under the other; all of them where it is missed. */
  readonly leakedBefore: number
  readonly leakedAfter: number
}

export type FalseDayOfRun = FalseDay & { readonly seed: number | null }

/** What changes if the other contender takes the place of the first, over the same events. */
export type PolicyComparison = {
  readonly first: string
  readonly other: string
  readonly caughtNoMore: readonly TheftChange[]
  readonly caughtNewly: readonly TheftChange[]
  /** Caught by both, after fewer records or after more. */
  readonly leakedLess: readonly TheftChange[]
  readonly leakedMore: readonly TheftChange[]
  /** Account-days with a false alarm of medium or higher under one of them only. */
  readonly falseGone: readonly FalseDayOfRun[]
  readonly falseNew: readonly FalseDayOfRun[]
}

/** The runs of both in the same order. Thefts come with the largest difference first. */
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

/** Those of medium or higher, by seed, account and day. */
const falseDaysOf = (runs: readonly RunScore[]): ReadonlyMap<string, FalseDayOfRun> =>
  new Map(
    runs.flatMap(({ seed, falseDays }) =>
      falseDays
        .filter(({ severity }) => rank(severity) >= rank('medium'))
        .map((day) => [`${seed}/${day.day}/${day.account}`, { seed, ...day }]),
    ),
  )

const missingFrom = <T>(known: ReadonlyMap<string, T>, of: ReadonlyMap<string, T>): readonly T[] =>
  [...of].filter(([key]) => !known.has(key)).map(([, value]) => value)
