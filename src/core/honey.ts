import type { Waybill } from '../contract/look-up.ts'

/** Keyed token of a waybill number, as two int32 (contract/look-up.ts). */
export type WaybillToken = Pick<Waybill, 'hi' | 'lo'>

/**
 * Decoys: numbers that were never issued, so nobody's work leads to them. Only their tokens are known.
 * Immutable.
 */
export type Honey = {
  /** Sorted, without duplicates. */
  readonly tokens: readonly WaybillToken[]
  /** Number of distinct decoys among the waybills; without decoys it returns 0 at once. */
  countIn(waybills: readonly WaybillToken[]): number
}

export const createHoney = (tokens: readonly WaybillToken[]): Honey => {
  const lows = new Map<number, Set<number>>()
  for (const { hi, lo } of tokens) lows.set(hi, (lows.get(hi) ?? new Set()).add(lo))
  const sorted = [...lows]
    .flatMap(([hi, ofHigh]) => [...ofHigh].map((lo) => ({ hi, lo })))
    .sort((a, b) => a.hi - b.hi || a.lo - b.lo)
  const countDecoys = (waybills: readonly WaybillToken[]): number => {
    const found = waybills.filter(({ hi, lo }) => lows.get(hi)?.has(lo))
    return new Set(found.map(({ hi, lo }) => `${hi}/${lo}`)).size
  }
  return {
    tokens: Object.freeze(sorted),
    countIn: (waybills) => (lows.size === 0 ? 0 : countDecoys(waybills)),
  }
}

export const NO_HONEY = createHoney([])
