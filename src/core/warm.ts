import type { Account } from './account.ts'
import { lastCell } from './windows/windows.ts'

/**
 * Reads a little from all over an account, so that it is in the processor's caches when its step comes.
 * Otherwise the step waits for memory some twenty times in turn, because each address is known only from the
 * read before. For several accounts in a row, these waits overlap. The sum means nothing: it keeps the reads
 * from being optimised away.
 */
export const createWarmer = (): ((account: Account) => void) => {
  const kept = { sum: 0 }
  return ({ windows, recent, underWay, traces, today, own, firstSeenMs, role }) => {
    const { cells, codes, nowMs, nextMoveMs } = windows
    const [ownCodes, foreignCodes, listedCodes] = codes
    kept.sum =
      sumOf(cells, lastCell(windows)) +
      sumOf(recent.cells, recent.cells.length) +
      (ownCodes.values[0] ?? 0) +
      (ownCodes.values[LINE] ?? 0) +
      foreignCodes.size +
      listedCodes.size +
      (today[0] ?? 0) +
      (traces.sources[0] ?? 0) +
      (own.sums[0] ?? 0) +
      (own.habits[0] ?? 0) +
      (own.profile[0] ?? 0) +
      (own.profile[MIDDLE] ?? 0) +
      underWay.hour +
      underWay.previousDayOffset +
      traces.source +
      traces.awakeSince +
      nowMs +
      nextMoveMs +
      firstSeenMs +
      role.length
  }
}

/** Memory is cached in lines of 64 bytes, which are this many numbers of 32 bits. */
const LINE = 16
/** A byte of the 168-byte profile outside the profile's first cache line. */
const MIDDLE = 84

const sumOf = (numbers: Int32Array, end: number): number => {
  let sum = 0
  for (let index = 0; index < end; index += LINE) sum += numbers[index] ?? 0
  return sum
}
