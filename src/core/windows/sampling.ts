// Which tokens a row keeps, and how many those stand for.
// `as number` stands where an index is in bounds by construction.
import { codesOf } from './codes.ts'
import { addKept, rowKept, rowThreshold, type Windows } from './windows.ts'

/** A threshold of `q` keeps tokens whose hash is below 2^(32 - q/8): sampling rate 2^(-q/8). */
const RATES = Array.from({ length: 256 }, (_, q) => 2 ** (-q / 8))
const LIMITS = RATES.map((rate) => rate * 2 ** 32)

/** The sampling rate of a threshold; undefined behind the last one, 255. */
export const rateOf = (threshold: number): number => RATES[threshold] as number

/** At which rate a row samples tokens of a kind. */
export const rowRate = (windows: Windows, row: number, kind: number): number =>
  rateOf(rowThreshold(windows, row, kind))

/** A row keeps hashes below this. */
export const rowLimit = (windows: Windows, row: number, kind: number): number =>
  LIMITS[rowThreshold(windows, row, kind)] as number

/** Tokens of one kind whose last look-up lies in the row's bin. */
export const tokensIn = (windows: Windows, row: number, kind: number): number => {
  const kept = rowKept(windows, row, kind)
  return kept === 0 ? 0 : kept / rowRate(windows, row, kind)
}

/** Drops every token of a kind that its row's threshold no longer admits. */
export const dropUnsampled = (windows: Windows, kind: number): void => {
  const codes = codesOf(windows, kind)
  const { values } = codes
  let from = 0
  let to = 0
  for (let row = 0; row < windows.rows; row++) {
    const limit = rowLimit(windows, row, kind)
    const first = to
    const end = from + rowKept(windows, row, kind)
    for (; from < end; from++) {
      const code = values[from] as number
      if (code < limit) values[to++] = code
    }
    const kept = to - first
    if (kept !== rowKept(windows, row, kind)) addKept(windows, row, kind, kept - rowKept(windows, row, kind))
  }
  codes.size = to
}
