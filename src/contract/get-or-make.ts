/** The map's value for the key. If there is none, one is made and kept. */
export const getOrMake = <Key, Value>(map: Map<Key, Value>, key: Key, make: () => NoInfer<Value>): Value => {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
