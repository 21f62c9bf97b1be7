import kafkajs from 'kafkajs'
import { beforeAll, describe, expect, it } from 'vitest'

import { registerCodecs } from '../../src/transport/codecs.ts'

const { CompressionCodecs, CompressionTypes } = kafkajs
const blockBytes = 128 * 1024

type Codec = {
  compress(encoder: { readonly buffer: Buffer }): Promise<Buffer>
  decompress(buffer: Buffer): Promise<Buffer>
}

beforeAll(registerCodecs)

describe('the codecs of kafkajs', () => {
  it.for(['GZIP', 'Snappy', 'LZ4', 'ZSTD'] as const)('%s gives back what it took', async (name) => {
    const codec: Codec = CompressionCodecs[CompressionTypes[name]]()
    const text = Buffer.from('{"waybill":"SF-1"}\n'.repeat(100_000))
    const packed = await codec.compress({ buffer: text })
    expect(packed.length).toBeLessThan(text.length / 10)
    expect(text.equals(await codec.decompress(packed))).toBe(true)
  })

  it.for(['Snappy', 'LZ4', 'ZSTD'] as const)('%s throws on what it cannot read', async (name) => {
    const codec: Codec = CompressionCodecs[CompressionTypes[name]]()
    await expect(codec.decompress(Buffer.from('no such thing, not at all'))).rejects.toThrow()
  })

  it('zstd reads frames that do not say how long they become', async () => {
    const codec: Codec = CompressionCodecs[CompressionTypes.ZSTD]()
    const zeros = await codec.decompress(frameOfZeros(72))
    expect(zeros.equals(Buffer.alloc(72 * blockBytes))).toBe(true)
  })

  it('zstd refuses a batch of more than 256 MiB', async () => {
    const codec: Codec = CompressionCodecs[CompressionTypes.ZSTD]()
    await expect(codec.decompress(frameOfZeros(2049))).rejects.toThrow(/code -70/)
  })
})

/** A zstd frame without a content size, made of blocks that say "128 KiB of zeros" (RFC 8878, 3.1.1). */
function frameOfZeros(blocks: number): Buffer {
  const header = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50]
  const body = Array.from({ length: blocks }, (_, index) => {
    const isLast = index === blocks - 1 ? 1 : 0
    const bits = isLast | (1 << 1) | (blockBytes << 3)
    return [bits & 0xff, (bits >> 8) & 0xff, bits >> 16, 0]
  })
  return Buffer.from([...header, ...body.flat()])
}
