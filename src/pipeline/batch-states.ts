import { WaywardenError } from '../contract/errors.ts'
import { printable } from '../contract/printable.ts'
import { DAY_MS } from '../contract/time-units.ts'
import type { Policy } from '../core/policy.ts'
import { LONGEST_WINDOW_MS } from '../core/windows/levels.ts'
import type { StateStore, StoredState } from '../state/store.ts'
import { createHotState, type HotState, type HotStates } from './hot-states.ts'
import { isRefused, type AnyItem, type Pass, type Refused } from './pass.ts'

export type LoadingOptions<Item extends AnyItem, State> = {
  readonly pass: Pass<Item, State>
  readonly partition: number
  readonly store: StateStore
  readonly hot: HotStates<State>
}

/**
 * States prefetched at a time, ahead of their steps or their encoding. This many fit
 * the processor's nearer caches.
 */
const WARMED_AT_ONCE = 32

/**
 * The hot-state entry of every item, null for a reject. States that are not in memory
 * are read from the store in one call.
 */
export const loadAll = async <Item extends AnyItem, State>(
  { partition, store, hot, pass }: LoadingOptions<Item, State>,
  decoded: readonly (Item | Refused)[],
): Promise<readonly (HotState<State> | null)[]> => {
  const missing = new Map<string, HotState<State>>()
  const entryOf = (id: string): HotState<State> => {
    const known = hot.get(partition, id) ?? missing.get(id)
    if (known !== undefined) return known
    const entry = createHotState<State>(id)
    missing.set(id, entry)
    return entry
  }
  const entries = decoded.map((each) => (isRefused(each) ? null : entryOf(pass.keyOf(each))))
  if (missing.size === 0) return entries
  const stored = await store.load(partition, [...missing.keys()])
  for (const [at, entry] of [...missing.values()].entries()) {
    const bytes = stored[at]
    if (bytes !== null && bytes !== undefined) entry.state = decodeNamed(pass, entry.id, bytes)
    hot.put(partition, entry)
  }
  return entries
}

/**
 * Decodes a state. The error names the account or entity, because one unreadable state stops the whole lane.
 */
const decodeNamed = <State>(
  { decodeState }: Pick<Pass<never, State>, 'decodeState'>,
  id: string,
  bytes: Uint8Array,
): State => {
  try {
    return decodeState(bytes)
  } catch (error) {
    if (!(error instanceof WaywardenError)) throw error
    throw new WaywardenError(error.code, `${printable(id)}: ${error.message}`, { cause: error.cause })
  }
}

/**
 * Added to the time that a state is kept: the store's clock is not event time, and an
 * event may come late by up to the longest window.
 */
const LATE_MS = LONGEST_WINDOW_MS

type Encoding<State> = {
  readonly pass: Pick<Pass<never, State>, 'encodeState' | 'daysKept'>
  readonly policy: Policy
  readonly warm: (state: State) => void
}

/** Encodes the touched states for the checkpoint, each with the time for which the store keeps it. */
export function* encodeAll<State>(
  touched: readonly HotState<State>[],
  { pass, policy, warm }: Encoding<State>,
): Generator<StoredState> {
  for (const [at, { id, state }] of touched.entries()) {
    warmAhead(touched, at, warm)
    if (state !== null) yield [id, pass.encodeState(state), pass.daysKept(policy, state) * DAY_MS + LATE_MS]
  }
}

/** Prefetches the states of the next `WARMED_AT_ONCE` entries when `from` is the first of such a group. */
export const warmAhead = <State>(
  entries: readonly (HotState<State> | null)[],
  from: number,
  warm: (state: State) => void,
): void => {
  if (from % WARMED_AT_ONCE !== 0) return
  for (let at = from; at < from + WARMED_AT_ONCE; at++) {
    const state = entries[at]?.state
    if (state !== null && state !== undefined) warm(state)
  }
}
