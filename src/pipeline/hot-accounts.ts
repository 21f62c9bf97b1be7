import { LRUCache } from 'lru-cache'

import type { AccountId } from '../contract/brands.ts'
import type { Account } from '../core/account.ts'
import { METRICS, SLOTS } from '../core/windows.ts'

// Fixed arrays of an account and their headers, measured on the heap with 100,000 accounts (npm run bench).
const FIXED_BYTES = SLOTS * METRICS * 4 + 2_200

const bytesOf = (account: Account): number =>
  account.distinct.bands.reduce((sum, band) => sum + band.codes.length * 5, FIXED_BYTES)

/** Accounts kept decoded in the process, all lanes together; the least recently used go first. Redis has every one. */
export type HotAccounts = {
  get(lane: number, id: AccountId): Account | undefined
  put(lane: number, id: AccountId, account: Account): void
  /** Forgets a lane: its state in the process is no longer what the store has. */
  drop(lane: number): void
  readonly size: number
  readonly bytes: number
}

/** `maxBytes` bounds what is kept; Infinity keeps all. */
export const createHotAccounts = (maxBytes: number): HotAccounts => {
  const cache = new LRUCache<string, Account>({
    maxSize: Math.min(maxBytes, Number.MAX_SAFE_INTEGER),
    sizeCalculation: bytesOf,
  })
  const key = (lane: number, id: AccountId) => `${lane}/${id}`
  return {
    get: (lane, id) => cache.get(key(lane, id)),
    put: (lane, id, account) => {
      cache.set(key(lane, id), account)
    },
    drop: (lane) => {
      for (const each of cache.keys()) if (each.startsWith(`${lane}/`)) cache.delete(each)
    },
    get size() {
      return cache.size
    },
    get bytes() {
      return cache.calculatedSize
    },
  }
}
