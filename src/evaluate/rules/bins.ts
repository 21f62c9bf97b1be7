import { getOrMake } from '../../contract/get-or-make.ts'

/** One value per key and fixed bin of time. */
export type Bins<T> = {
  /** The key's value in the bin of this instant, created on first use. Null if the bin is no longer kept. */
  at(timeMs: number, key: string): { readonly bin: number; readonly value: T } | null
}

/**
 * Keeps the newest bin and the one before it. Events of older bins are not counted: a scheduled query would
 * miss them too. Bins start at multiples of `binMs`, shifted by `offsetMs`.
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
