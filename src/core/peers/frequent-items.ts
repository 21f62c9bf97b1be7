// Written in place. `as number` stands where an index is in bounds by construction.

/**
 * Counts frequent items in few places: [place][item, count], item 0 for a free place. After n items were
 * noted, a count is at most n / (places + 1) too low, and never too high (J. Misra and D. Gries, "Finding
 * repeated elements", 1982). Counts may fade.
 */
export type FrequentItems = Float64Array | Int32Array

export const noteItem = (items: FrequentItems, item: number): void => {
  let free = -1
  for (let at = 0; at < items.length; at += 2) {
    if (items[at] === item) {
      items[at + 1] = (items[at + 1] as number) + 1
      return
    }
    if (items[at] === 0 && free === -1) free = at
  }
  if (free === -1) return makeRoom(items)
  items[free] = item
  items[free + 1] = 1
}

/** An item for which there is no place lowers the count of each place by one. */
const makeRoom = (items: FrequentItems): void => {
  for (let at = 0; at < items.length; at += 2) {
    const count = (items[at + 1] as number) - 1
    items[at + 1] = Math.max(0, count)
    if (count <= 0) items[at] = 0
  }
}

/** The item with the highest count; 0 if no item has a place. */
export const mostFrequent = (items: FrequentItems): number => {
  let most = 0
  for (let at = 2; at < items.length; at += 2)
    if ((items[at + 1] as number) > (items[most + 1] as number)) most = at
  return items[most] as number
}

/** Count of the item; 0 if it has no place. */
export const countOf = (items: FrequentItems, item: number): number => {
  for (let at = 0; at < items.length; at += 2) if (items[at] === item) return items[at + 1] as number
  return 0
}
