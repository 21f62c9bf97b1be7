import { getOrMake } from '../../contract/get-or-make.ts'

/** What is kept per key of one fixed bin of time. */
export type Bins<T> = {
  /** The value of the key in the bin of this instant, made on first use; null when the bin is gone. */
  at(timeMs: number, key: string): { readonly bin: number; readonly value: T } | null
}

/**
 * Fixed bins of time, the newest and the one before it: what comes later than that is not counted, as a scheduled query
 * would not see it either. Starts of bins are multiples of `binMs`, moved by `offsetMs`.
 */
export const createBins = <T>(binMs: number, make: () => T, offsetMs = 0): Bins<T> => {
  let newest = { bin: -1, values: new Map<string, T>() }
  let before = newest
  const valuesOf = (bin: number): Map<string, T> | null => {
    if (bin > newest.bin) {
      before = newest
      newest = { bin, values: new Map() }
    }
    if (bin === newest.bin) return newest.values
    return bin === before.bin && bin === newest.bin - 1 ? before.values : null
  }
  return {
    at: (timeMs, key) => {
      const bin = Math.floor((timeMs + offsetMs) / binMs)
      const values = valuesOf(bin)
      return values === null ? null : { bin, value: getOrMake(values, key, make) }
    },
  }
}
