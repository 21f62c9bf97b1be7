import type { Checkpoint } from './store.ts'

/** A step that stays where it is could not be told from the same step sent again. */
export function requireProgress({ expectedOffset, nextOffset }: Checkpoint): void {
  if (expectedOffset === null || nextOffset > expectedOffset) return
  throw new RangeError(`a step must lead beyond offset ${expectedOffset}, not to ${nextOffset}`)
}
