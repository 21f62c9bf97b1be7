import type { Checkpoint } from './store.ts'

/**
 * Throws a RangeError if the step does not advance the offset: it could not be told
 * from the same step sent again.
 */
export function requireProgress({ expectedOffset, nextOffset }: Checkpoint): void {
  if (expectedOffset === null || nextOffset > expectedOffset) return
  throw new RangeError(`a step must lead beyond offset ${expectedOffset}, not to ${nextOffset}`)
}
