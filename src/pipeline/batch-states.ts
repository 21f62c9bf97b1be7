import { WaywardenError } from '../contract/errors.ts'
import { printable } from '../contract/printable.ts'
import { DAY_MS } from '../contract/time-units.ts'
import type { Policy } from '../core/policy.ts'
import { LONGEST_WINDOW_MS } from '../core/windows/windows.ts'
import type { StateStore, StoredState } from '../state/store.ts'
import { createHotState, type HotState, type HotStates } from './hot-states.ts'
import { isRefused, type AnyItem, type Pass, type Refused } from './pass.ts'

export type LoadingOptions<Item extends AnyItem, State> = {
  readonly pass: Pass<Item, State>
  readonly partition: number
  readonly store: StateStore
  readonly hot: HotStates<State>
}

/** States that are read ahead of their steps and of their encoding: they fit the processor's nearer caches. */
const WARMED_AT_ONCE = 32

/** The entry of every item, null for a reject. States come from the process, or in one read from the store. */
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

/** What the pass makes of the bytes. Where it cannot, the error says whose they are: one state stops the whole lane. */
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

/** The store's clock is not that of the events: who comes late, by up to the longest window, is still to be known. */
const LATE_MS = LONGEST_WINDOW_MS

type Encoding<State> = {
  readonly pass: Pick<Pass<never, State>, 'encodeState' | 'daysKept'>
  readonly policy: Policy
  readonly warm: (state: State) => void
}

/** What a checkpoint writes of them. */
export function* encodeAll<State>(
  touched: readonly HotState<State>[],
  { pass, policy, warm }: Encoding<State>,
): Generator<StoredState> {
  for (const [at, { id, state }] of touched.entries()) {
    readAhead(touched, at, warm)
    if (state !== null) yield [id, pass.encodeState(state), pass.daysKept(policy, state) * DAY_MS + LATE_MS]
  }
}

/** Where a new stretch of entries begins, reads ahead in their states. */
export const readAhead = <State>(
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
