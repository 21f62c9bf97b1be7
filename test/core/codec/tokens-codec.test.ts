import { describe, expect, it } from 'vitest'

import { createBitReader, createBitWriter, skipToByte, startBits } from '../../../src/core/codec/bits.ts'
import {
  createTokenRun,
  readTokens,
  writeTokens,
  type TokenRun,
} from '../../../src/core/codec/tokens-codec.ts'
import { narrow } from '../../../src/core/windows/narrow.ts'
import { createRandom } from '../../../src/simulate/random/create-random.ts'
import { SEED } from '../support/streams.ts'
import { takeBytes } from './take-bytes.ts'

/** So many codes below the threshold's limit, ascending. `depth` bits of their beginning may be zeros beside. */
const codesFor = ({ count, threshold, isWide }: TokenRun, depth: number): Uint32Array => {
  const random = createRandom(`tokens ${count} ${threshold} ${depth}`, SEED)
  const limit = 2 ** (32 - threshold / 8)
  return Uint32Array.from({ length: count }, () => {
    const hash = Math.floor((random() * limit) / 2 ** Math.floor(random() * depth))
    return isWide ? hash : narrow(hash)
  }).toSorted()
}

const coded = (values: Uint32Array, run: TokenRun): { readonly back: Uint32Array; readonly bits: number } => {
  const to = createBitWriter(8_192)
  const from = createBitReader(8_192)
  writeTokens(to, values, run)
  const bytes = takeBytes(to)
  startBits(from, bytes)
  const back = new Uint32Array(values.length)
  readTokens(from, back, run)
  expect(skipToByte(from) * 8).toBe(from.end)
  return { back, bits: bytes.length * 8 }
}

const SHAPES = [1, 2, 7, 60, 400].flatMap((count) =>
  [1, 32].flatMap((depth) => [false, true].map((isWide) => [count, depth, isWide] as const)),
)

describe('the tokens of a row', () => {
  it('read back, however many, at every threshold, narrow and wide, evenly spread or crowded at the low end', () => {
    for (let threshold = 0; threshold < 256; threshold += 3) {
      for (const [count, depth, isWide] of SHAPES) {
        const run = { ...createTokenRun(), count, threshold, isWide }
        const values = codesFor(run, depth)
        expect(coded(values, run).back).toEqual(values)
      }
    }
  })

  it('take about 18 - log2(n) bits each', () => {
    for (const count of [16, 64, 256]) {
      const run = { ...createTokenRun(), count }
      const { bits } = coded(codesFor(run, 1), run)
      expect(bits / count).toBeLessThan(18 - Math.log2(count))
    }
  })
})
