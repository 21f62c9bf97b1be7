import type { AccountId } from '../contract/brands.ts'
import type { LookUp } from '../contract/look-up.ts'
import type { Account } from '../core/account.ts'
import { decodeAccount } from '../core/account-codec.ts'
import { readLaneState } from '../core/lane-codec.ts'
import type { LaneState } from '../core/lane-state.ts'
import type { StateStore } from '../state/store.ts'

/** What is known of one account, as of one checkpoint of its lane. */
export type Sight = {
  readonly accountId: AccountId
  readonly account: Account
  readonly lane: LaneState
  readonly laneNumber: number
  /** The next record of the lane to be scored. */
  readonly nextOffset: number | null
  /** Its newest look-up, where the look-ups are at hand; the state does not keep it. */
  readonly lookUp: LookUp | null
  /** Where it was read, as in "not found in ...". */
  readonly source: string
}

/** An account as the store has it, whichever of its lanes that is; null where no lane knows it. */
export type Found = Pick<Sight, 'account' | 'lane' | 'laneNumber' | 'nextOffset'>

/**
 * Asks every lane: which one an account belongs to is the producers' business. Where several know it, because the producers
 * changed their ways, the one that saw it last counts. Changes nothing in the store.
 */
export const findInStore = async (
  store: StateStore,
  lanes: number,
  accountId: AccountId,
): Promise<Found | null> => {
  const peeks = await Promise.all(Array.from({ length: lanes }, (_, lane) => store.peek(lane, accountId)))
  let newest: Found | null = null
  for (const [laneNumber, peek] of peeks.entries()) {
    if (peek === null) continue
    const account = decodeAccount(peek.account)
    if (newest !== null && account.windows.nowMs <= newest.account.windows.nowMs) continue
    const lane = readLaneState(peek.fields, (bytes) => Buffer.from(bytes).toString())
    newest = { account, lane, laneNumber, nextOffset: peek.offset }
  }
  return newest
}
