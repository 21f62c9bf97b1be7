// Distinct waybills of one account over every window: a sample of tokens by hash, each in the bin it was last
// seen in (find-token.ts, see-token.ts). When bins move, their tokens follow (follow-rows.ts).
//
// Every token whose hash lies under its bin's threshold is kept, so `kept / rate` estimates the bin's tokens
// without bias (sampling.ts). Bins add up to windows, because a token counts in its newest bin only.
//
// While nothing was dropped the count is exact: up to 256 tokens in the last hour and its oldest bin, and up
// to 414 more in the last day. There one in 38 may be taken for another, because older tokens keep 14 bits
// (narrow.ts). Beyond that the standard error is about 1 / sqrt(tokens kept of the window), 5 % at 400.
//
// When a stretch is full, its heaviest bin gives way (shrink-to-fit.ts). A heavy hour and the light ones
// after it then both have an error of about 6 %. Of days before the last one, only as many tokens are kept as
// an error of 5 % needs (thin-days.ts): a third to two thirds of the own waybills that a person reads.
//
// Estimator: threshold sampling, Cohen and Kaplan, "Summarizing data using bottom-k sketches", 2007.
import { LEVELS } from './levels.ts'
import { tokensIn } from './sampling.ts'
import { FOREIGN, LISTED, OWN, rowLevel, rowStartMs, type Windows } from './windows.ts'

/** Distinct waybills, and the foreign ones among them. Estimates, as all counts here. */
export type Distinct = { readonly distinct: number; readonly foreign: number }

/** Waybills whose last look-up lies in a bin that began at `fromMs` or later. */
export const distinctSince = (windows: Windows, fromMs: number): Distinct => {
  let rest = 0
  let foreign = 0
  for (let row = windows.rows - 1; row >= 0 && rowStartMs(windows, row) >= fromMs; row--) {
    rest += tokensIn(windows, row, OWN) + tokensIn(windows, row, LISTED)
    foreign += tokensIn(windows, row, FOREIGN)
  }
  return { distinct: rest + foreign, foreign }
}

/** [window] distinct foreign waybills, and the rest: own, unknown and listed ones. */
export type DistinctCounts = { readonly foreign: Float64Array; readonly rest: Float64Array }

export const createDistinctCounts = (): DistinctCounts => ({
  foreign: new Float64Array(LEVELS),
  rest: new Float64Array(LEVELS),
})

/** Counts all windows in one walk over the rows: a look-up is judged by most of them. */
export const countDistinct = (windows: Windows, { foreign, rest }: DistinctCounts): void => {
  let row = windows.rows - 1
  let foreignSum = 0
  let restSum = 0
  for (let window = 0; window < LEVELS; window++) {
    for (; row >= 0 && rowLevel(windows, row) <= window; row--) {
      restSum += tokensIn(windows, row, OWN) + tokensIn(windows, row, LISTED)
      foreignSum += tokensIn(windows, row, FOREIGN)
    }
    foreign[window] = foreignSum
    rest[window] = restSum
  }
}
