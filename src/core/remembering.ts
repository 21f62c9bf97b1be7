/**
 * Caches the function's answers. At `most` answers the cache is emptied, because the keys come from the log
 * (names, numbers, days) and there may be any number of them.
 */
export const remembering = <Key, Value>(most: number, answer: (key: Key) => Value): ((key: Key) => Value) => {
  const known = new Map<Key, Value>()
  return (key) => {
    const before = known.get(key)
    if (before !== undefined) return before
    const value = answer(key)
    if (known.size >= most) known.clear()
    known.set(key, value)
    return value
  }
}
