// Encodes a row's token codes of one kind in about 16 - log2(n) bits each, if n of them are kept. They
// ascend: the gaps between their leading bits are encoded, and the bits after those are written as they are.
// Gaps of random numbers are geometric, for which Golomb's code is the shortest; with a power of two, as
// here, it is Rice's (R. F. Rice, "Some practical universal noiseless coding techniques", 1979).
//
// Hot code. `as number` stands where an index is in bounds by construction.
import { lackingBits, MOST_LACKING } from '../windows/narrow.ts'
import {
  MOST_BITS,
  readBits,
  readUnary,
  writeBits,
  writeUnary,
  type BitReader,
  type BitWriter,
} from './bits.ts'

/**
 * Codes of one row and kind: `count` of them from index `first` on, all below the limit of `threshold`
 * (sampling.ts).
 */
export type TokenRun = {
  first: number
  count: number
  threshold: number
  /** Codes have all 32 bits. Otherwise they keep 14 bits from their first one on, and the rest are zeros. */
  isWide: boolean
}

export const createTokenRun = (): TokenRun => ({ first: 0, count: 0, threshold: 0, isWide: false })

/** [threshold] How many low bits of a code are written as they are: fewer if only low codes are kept. */
const TAILS = Array.from({ length: 256 }, (_, q) => Math.max(0, MOST_LACKING - (q >> 3)))
/** [threshold] The number that the leading bits make is below this. */
const SPACES = TAILS.map((tail, q) => 2 ** (32 - q / 8 - tail))

/** How many low bits of a gap are written as they are and not in unary: about log2 of the mean gap. */
const gapBits = ({ count, threshold }: TokenRun): number =>
  Math.max(0, 31 - Math.clz32(Math.floor((SPACES[threshold] as number) / count)))

/** How many bits of a narrow code's tail may be other than 0, as far as its head tells. */
const narrowTail = (head: number, tail: number): number => tail - lackingBits(head << tail)

export const writeTokens = (to: BitWriter, values: Uint32Array, run: TokenRun): void => {
  const { first, count, isWide } = run
  const { view } = to
  const bits = gapBits(run)
  const one = 1 << bits
  const tail = TAILS[run.threshold] as number
  const tailMask = (1 << tail) - 1
  // Appends as `writeBits` does, with its state in local variables.
  let { length, held, holds } = to
  let before = 0
  for (let index = first; index < first + count; index++) {
    const code = values[index] as number
    const head = code >>> tail
    const gap = head - before
    before = head
    const kept = isWide ? tail : narrowTail(head, tail)
    const size = (gap >>> bits) + 1 + bits
    const start = one | (gap & (one - 1))
    const end = (code & tailMask) >>> (tail - kept)
    if (size + kept <= MOST_BITS) {
      held = (held << (size + kept)) | (start << kept) | end
      holds += size + kept
      view.setUint32(length, held << (32 - holds))
      length += holds >> 3
      holds &= 7
      continue
    }
    to.length = length
    to.held = held
    to.holds = holds
    writeUnary(to, gap >>> bits)
    writeBits(to, start & (one - 1), bits)
    writeBits(to, end, kept)
    ;({ length, held, holds } = to)
  }
  to.length = length
  to.held = held
  to.holds = holds
}

export const readTokens = (from: BitReader, values: Uint32Array, run: TokenRun): void => {
  const { first, count, isWide } = run
  const { view } = from
  const bits = gapBits(run)
  const tail = TAILS[run.threshold] as number
  let { at } = from
  let head = 0
  for (let index = first; index < first + count; index++) {
    let next = view.getUint32(at >> 3) << (at & 7)
    let times = Math.clz32(next)
    if (times + 1 + bits <= MOST_BITS) {
      head += (times << bits) | ((((next << times) << 1) >>> 1) >>> (31 - bits))
      at += times + 1 + bits
    } else {
      from.at = at
      times = readUnary(from)
      head += (times << bits) | readBits(from, bits)
      ;({ at } = from)
    }
    const kept = isWide ? tail : narrowTail(head, tail)
    next = view.getUint32(at >> 3) << (at & 7)
    at += kept
    values[index] = ((head << tail) | (((next >>> 1) >>> (31 - kept)) << (tail - kept))) >>> 0
  }
  from.at = at
}
