// Hot state: the ring is written in place. `as number` stands where an index is in bounds by construction.

/** How many of an account's latest look-ups are remembered. */
export const REMEMBERED_EVENTS = 32

/**
 * The last 32 look-ups of one account, each as 40 bits of a keyed hash of its eventId.
 * A repeat among them is recognised. An honest event is taken for a repeat with probability 32 / 2^40 = 2.9e-11.
 */
export type RecentEvents = { size: number; next: number; readonly high: Int32Array; readonly low: Uint8Array }

export const createRecentEvents = (): RecentEvents => ({
  size: 0,
  next: 0,
  high: new Int32Array(REMEMBERED_EVENTS),
  low: new Uint8Array(REMEMBERED_EVENTS),
})

/** Whether the event is among those remembered. `high` and `low` are the two halves of its 64-bit hash. */
export const isRepeat = (recent: RecentEvents, high: number, low: number): boolean => {
  const byte = low & 0xff
  for (let at = 0; at < recent.size; at++) {
    if (recent.high[at] === high && recent.low[at] === byte) return true
  }
  return false
}

export const rememberEvent = (recent: RecentEvents, high: number, low: number): void => {
  recent.high[recent.next] = high
  recent.low[recent.next] = low
  recent.next = (recent.next + 1) % REMEMBERED_EVENTS
  if (recent.size < REMEMBERED_EVENTS) recent.size++
}
