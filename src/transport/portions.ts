/** Runs of items, in order, each of `mostBytes` together at the most; an item that is larger goes alone. */
export function* portions<T>(
  items: readonly T[],
  mostBytes: number,
  bytesOf: (item: T) => number,
): Generator<readonly T[]> {
  let portion: T[] = []
  let bytes = 0
  for (const item of items) {
    const size = bytesOf(item)
    if (bytes + size > mostBytes && portion.length > 0) {
      yield portion
      portion = []
      bytes = 0
    }
    portion.push(item)
    bytes += size
  }
  if (portion.length > 0) yield portion
}
