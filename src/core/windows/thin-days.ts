import { LAST_DAY } from './levels.ts'
import { dropUnsampled, rateOf, tokensIn } from './sampling.ts'
import {
  KINDS,
  LISTED,
  OWN,
  rowKept,
  rowLevel,
  rowThreshold,
  setRowThreshold,
  type Windows,
} from './windows.ts'

/** The variance that a count may have, as a share of its square: a standard error of 5 %. */
const VARIANCE = 0.05 ** 2
const THINNED = [OWN, LISTED]

/**
 * Lowers the sampling rates of the days before the last one to what an error of 5 % needs, and drops the
 * tokens that these no longer admit.
 * A row's n tokens, sampled at rate p, have an estimate of variance n (1 / p - 1). Each row may have a
 * variance of VARIANCE ((n + m)^2 - m^2), where m tokens are in all newer rows. Over any row and the newer
 * ones this adds up to VARIANCE times the square of all their tokens. Older rows leave first, so every window
 * stays within the error, whatever the account does next. Foreign waybills are not thinned: most judgements
 * rest on them.
 */
export const thinDays = (windows: Windows): void => {
  let isThinned = false
  let newer = 0
  for (let row = windows.rows - 1; row >= 0; row--) {
    let tokens = 0
    for (let kind = 0; kind < KINDS; kind++) tokens += tokensIn(windows, row, kind)
    if (rowLevel(windows, row) > LAST_DAY) {
      const least = 1 / (1 + VARIANCE * (tokens + 2 * newer))
      for (const kind of THINNED) isThinned = thinRow(windows, row, kind, least) || isThinned
    }
    newer += tokens
  }
  if (isThinned) for (const kind of THINNED) dropUnsampled(windows, kind)
}

/** Lowers a row's sampling rate to `least` or a little more. Returns whether it was higher. */
const thinRow = (windows: Windows, row: number, kind: number, least: number): boolean => {
  const before = rowThreshold(windows, row, kind)
  let threshold = before
  if (rowKept(windows, row, kind) > 0) while (rateOf(threshold + 1) >= least) threshold++
  setRowThreshold(windows, row, kind, threshold)
  return threshold > before
}
