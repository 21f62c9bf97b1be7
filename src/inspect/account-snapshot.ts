import type { AccountId } from '../contract/brands.ts'
import type { LookUp } from '../contract/look-up.ts'
import { printable } from '../contract/printable.ts'
import type { Account } from '../core/account.ts'
import { decodeAccount } from '../core/codec/account-codec.ts'
import { readLaneState } from '../core/codec/lane-codec.ts'
import type { LaneState } from '../core/lane-state.ts'
import type { StateStore } from '../state/store.ts'

/** What is known of one account, as of one checkpoint of its lane. */
export type AccountSnapshot = {
  readonly accountId: AccountId
  readonly account: Account
  readonly lane: LaneState
  readonly laneNumber: number
  /** Lanes that know the account too. */
  readonly otherLanes: readonly number[]
  /** The next record of the lane to be scored. */
  readonly nextOffset: number | null
  /** Its newest look-up, where the look-ups are at hand; the state does not keep it. */
  readonly lookUp: LookUp | null
  /** Where it was read, as in "not found in ...". */
  readonly source: string
}

/** An account as the store has it, whichever of its lanes that is; null where no lane knows it. */
export type StoredAccount = Pick<
  AccountSnapshot,
  'account' | 'lane' | 'laneNumber' | 'otherLanes' | 'nextOffset'
>

/**
 * Asks every lane: which one an account belongs to is the producers' business. Where several know it, because the producers
 * changed their ways, the one that saw it last counts. Changes nothing in the store.
 */
export const findInStore = async (
  store: StateStore,
  lanes: number,
  accountId: AccountId,
): Promise<StoredAccount | null> => {
  const peeks = await Promise.all(Array.from({ length: lanes }, (_, lane) => store.peek(lane, accountId)))
  const knowing = peeks.flatMap((peek, laneNumber) =>
    peek === null ? [] : [{ peek, laneNumber, account: decodeAccount(peek.account) }],
  )
  const [newest, ...others] = knowing.toSorted((a, b) => b.account.windows.nowMs - a.account.windows.nowMs)
  if (newest === undefined) return null
  const { peek, laneNumber, account } = newest
  return {
    account,
    lane: readLaneState(peek.fields),
    laneNumber,
    otherLanes: others.map(({ laneNumber }) => laneNumber).toSorted((a, b) => a - b),
    nextOffset: peek.offset,
  }
}

/** What is to be said of an account that several lanes know; null where one does. */
export const spreadNotice = (
  accountId: AccountId,
  { laneNumber, otherLanes }: Pick<StoredAccount, 'laneNumber' | 'otherLanes'>,
): string | null =>
  otherLanes.length === 0
    ? null
    : `${printable(accountId)} is in lane ${laneNumber}, which saw it last, and also in ${otherLanes.join(', ')}: each judges only a part, and the report covers the first alone. If this persists, key the topic by accountId`
