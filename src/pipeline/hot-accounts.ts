import { LRUCache } from 'lru-cache'

import type { AccountId } from '../contract/brands.ts'
import type { Account } from '../core/account.ts'

// What an account takes of the resident memory beside its growing arrays, measured with 100,000 accounts.
const FIXED_BYTES = 3_000

const bytesOf = ({ windows: { cells, codes } }: Account): number =>
  FIXED_BYTES + cells.byteLength + codes[0].values.byteLength + codes[1].values.byteLength

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
