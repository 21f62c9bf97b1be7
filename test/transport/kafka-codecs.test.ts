import { gzipSync } from 'node:zlib'

import kafkajs from 'kafkajs'
import { beforeAll, describe, expect, it } from 'vitest'

import { registerCodecs } from '../../src/transport/kafka-codecs.ts'
import { frameOfZeros, sizedFrameOfZeros } from './zstd-frames.ts'

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

  it.for(['GZIP', 'Snappy', 'LZ4', 'ZSTD'] as const)('%s names what it cannot read', async (name) => {
    const codec: Codec = CompressionCodecs[CompressionTypes[name]]()
    const fault = { message: expect.stringMatching(new RegExp(`^${name} cannot unpack it`, 'i')) }
    const refused = codec.decompress(Buffer.from('no such thing, not at all'))
    await expect(refused).rejects.toMatchObject(fault)
    if (name === 'Snappy' || name === 'LZ4') await expect(refused).rejects.not.toThrow(/larger than/)
  })

  it('zstd reads frames that do not say how long they become', async () => {
    const codec: Codec = CompressionCodecs[CompressionTypes.ZSTD]()
    const zeros = await codec.decompress(frameOfZeros(72))
    expect(zeros.equals(Buffer.alloc(72 * blockBytes))).toBe(true)
  })

  it('zstd reads several frames in a row, whether or not they say how long they become', async () => {
    const codec: Codec = CompressionCodecs[CompressionTypes.ZSTD]()
    for (const frames of [
      [sizedFrameOfZeros(1), sizedFrameOfZeros(72)],
      [sizedFrameOfZeros(72), frameOfZeros(1)],
      [frameOfZeros(1), sizedFrameOfZeros(72)],
    ]) {
      const zeros = await codec.decompress(Buffer.concat(frames))
      expect(zeros.equals(Buffer.alloc(73 * blockBytes))).toBe(true)
    }
  })

  it('zstd and gzip refuse a batch of more than 256 MiB', async () => {
    const codecOf = (name: 'GZIP' | 'ZSTD'): Codec => CompressionCodecs[CompressionTypes[name]]()
    const tooLarge = [
      frameOfZeros(2049),
      sizedFrameOfZeros(2049),
      Buffer.concat([sizedFrameOfZeros(2048), sizedFrameOfZeros(1)]),
    ]
    for (const frames of tooLarge)
      await expect(codecOf('ZSTD').decompress(frames)).rejects.toThrow(/larger than 256 MiB.*code -70/)
    const packed = gzipSync(Buffer.alloc(256 * 1024 * 1024 + 1), { level: 1 })
    await expect(codecOf('GZIP').decompress(packed)).rejects.toThrow(/larger than 256 MiB/)
  })
})
