import type { AccountId } from '../contract/brands.ts'
import type { LookUp } from '../contract/look-up.ts'
import { printable } from '../contract/printable.ts'
import type { Account } from '../core/account.ts'
import { decodeAccount } from '../core/codec/account-codec.ts'
import { readLaneState } from '../core/codec/lane-codec.ts'
import type { LaneState } from '../core/lane-state.ts'
import { requireFields } from '../pipeline/require-state-version.ts'
import type { StateStore } from '../state/store.ts'

/** The state of one account, as of one checkpoint of its lane. */
export type AccountSnapshot = {
  readonly accountId: AccountId
  readonly account: Account
  readonly lane: LaneState
  readonly laneNumber: number
  /** Other lanes that hold a state of the account. */
  readonly otherLanes: readonly number[]
  /** Offset of the next record that the lane will score; null if it cannot be said. */
  readonly nextOffset: number | null
  /** The account's newest look-up; null if only the state is at hand, which does not keep it. */
  readonly lookUp: LookUp | null
  /** Where the account was read, worded to follow "not found in". */
  readonly source: string
}

/** An account's state in the store, with the lane that holds it. Null if no lane holds it. */
export type StoredAccount = Pick<
  AccountSnapshot,
  'account' | 'lane' | 'laneNumber' | 'otherLanes' | 'nextOffset'
>

/**
 * Asks every lane, because the producers decide which partition an account goes to. If several lanes hold the
 * account (the producers' partitioning has changed), the one that saw it last counts. Changes nothing in the
 * store.
 * @throws WaywardenError `state_corrupt` if that lane's fields are lost: "no alert" would be a false answer
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
  requireFields(laneNumber, peek)
  return {
    account,
    lane: readLaneState(peek.fields),
    laneNumber,
    otherLanes: others.map(({ laneNumber }) => laneNumber).toSorted((a, b) => a - b),
    nextOffset: peek.offset,
  }
}

/** A warning if several lanes hold the account; null if only one does. */
export const spreadNotice = (
  accountId: AccountId,
  { laneNumber, otherLanes }: Pick<StoredAccount, 'laneNumber' | 'otherLanes'>,
): string | null =>
  otherLanes.length === 0
    ? null
    : `Account "${printable(accountId)}" is in lane ${laneNumber}, which saw it last, and also in ${otherLanes.join(', ')}: each judges only part of its look-ups, and the report covers lane ${laneNumber} alone. If this persists, key the topic by accountId`
