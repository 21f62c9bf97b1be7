import * as fc from 'fast-check'

import { addDay, createTail, type Tail } from '../../../src/core/surprise/tails.ts'
import { SEED } from '../support/streams.ts'

export const tailOf = (scores: Iterable<number>): Tail => {
  const tail = createTail()
  for (const score of scores) addDay(tail, score)
  return tail
}

type Rising = {
  /** The highest score that is tried, and how many days are seen at most. */
  readonly highest: number
  readonly days: number
  readonly tailOf: (seen: readonly number[]) => Tail
  readonly surprise: (score: number, tail: Tail) => number
}

/** Evenly spread, as doubles of fast-check are not: nearly all of those are next to nothing. */
const hundredths = (most: number) => fc.integer({ min: 0, max: most * 100 }).map((each) => each / 100)

/** Whatever days were seen, a higher score is no smaller surprise. */
export const expectRising = ({ highest, days, surprise, ...of }: Rising): void => {
  const scores = hundredths(highest)
  fc.assert(
    fc.property(fc.array(scores, { maxLength: days }), scores, hundredths(5), (seen, score, more) => {
      const tail = of.tailOf(seen)
      return surprise(score + more, tail) >= surprise(score, tail) - 1e-9
    }),
    { seed: SEED },
  )
}
