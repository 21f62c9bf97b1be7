// Hot state: the ring is written in place. `as number` stands where an index is in bounds by construction.

/** How many of an account's latest look-ups are remembered. */
export const REMEMBERED_EVENTS = 16

/**
 * The last 16 look-ups of one account, each as 34 bits of a keyed hash of its eventId. A repeat among them is
 * recognised. An honest event is taken for a repeat with probability 16 / 2^34 = 9.3e-10.
 */
export type RecentEvents = {
  size: number
  next: number
  /** First 32 bits of each hash, then the last 2 bits of each: most searches end in the first half. */
  readonly cells: Int32Array
}

export const RECENT_CELLS = REMEMBERED_EVENTS * 2
/** How many of the last bits of a hash are kept beside the first 32. */
export const LAST_BITS = 2
const LAST = (1 << LAST_BITS) - 1

/** `cells`: a zeroed array of `RECENT_CELLS`. */
export const createRecentEvents = (cells = new Int32Array(RECENT_CELLS)): RecentEvents => ({
  size: 0,
  next: 0,
  cells,
})

/** Whether the event is among those remembered. `high` and `low` are the two halves of its 64-bit hash. */
export const isRepeat = ({ cells, size }: RecentEvents, high: number, low: number): boolean => {
  for (let at = 0; at < size; at++) {
    if (cells[at] === high && cells[REMEMBERED_EVENTS + at] === (low & LAST)) return true
  }
  return false
}

export const rememberEvent = (recent: RecentEvents, high: number, low: number): void => {
  recent.cells[recent.next] = high
  recent.cells[REMEMBERED_EVENTS + recent.next] = low & LAST
  recent.next = (recent.next + 1) % REMEMBERED_EVENTS
  if (recent.size < REMEMBERED_EVENTS) recent.size++
}
