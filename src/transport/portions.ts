/** Splits items, in order, into runs whose sizes add up to `most` at the most; a larger item goes alone. */
export function* portions<T>(
  items: readonly T[],
  most: number,
  sizeOf: (item: T) => number,
): Generator<readonly T[]> {
  let portion: T[] = []
  let sum = 0
  for (const item of items) {
    const size = sizeOf(item)
    if (sum + size > most && portion.length > 0) {
      yield portion
      portion = []
      sum = 0
    }
    portion.push(item)
    sum += size
  }
  if (portion.length > 0) yield portion
}
