// Hot state: the ring is written in place. `as number` stands where an index is in bounds by construction.

/** How many of an account's latest look-ups are remembered. */
export const REMEMBERED_EVENTS = 24

/**
 * The last 24 look-ups of one account, each as 40 bits of a keyed hash of its eventId.
 * A repeat among them is recognised. An honest event is taken for a repeat with probability 24 / 2^40 = 2.2e-11.
 */
export type RecentEvents = {
  size: number
  next: number
  /** First 32 bits of each hash, then the last 8 bits of each: most searches end in the first half. */
  readonly cells: Int32Array
}

export const RECENT_CELLS = REMEMBERED_EVENTS * 2

/** `cells` are `RECENT_CELLS` of 0. */
export const createRecentEvents = (cells = new Int32Array(RECENT_CELLS)): RecentEvents => ({
  size: 0,
  next: 0,
  cells,
})

/** Whether the event is among those remembered. `high` and `low` are the two halves of its 64-bit hash. */
export const isRepeat = ({ cells, size }: RecentEvents, high: number, low: number): boolean => {
  for (let at = 0; at < size; at++) {
    if (cells[at] === high && cells[REMEMBERED_EVENTS + at] === (low & 0xff)) return true
  }
  return false
}

export const rememberEvent = (recent: RecentEvents, high: number, low: number): void => {
  recent.cells[recent.next] = high
  recent.cells[REMEMBERED_EVENTS + recent.next] = low & 0xff
  recent.next = (recent.next + 1) % REMEMBERED_EVENTS
  if (recent.size < REMEMBERED_EVENTS) recent.size++
}
