import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'

import { compress, decompress, init } from '@bokuweb/zstd-wasm'
import kafkajsSnappy from 'kafkajs-snappy'
import { compressFrameSync, decompressFrameSync } from 'lz4-napi'

import { messageOf } from '../contract/errors.ts'
import { kafkajs } from './kafkajs.ts'

const MEBIBYTE = 1024 * 1024
/** Larger batches are refused in gzip and zstd. The codecs of snappy and lz4 have no limit. */
const MOST_BYTES = 256 * MEBIBYTE
const TOO_SMALL = /code -70$/ // ZSTD_error_dstSize_tooSmall

type Codec = {
  compress(encoder: { readonly buffer: Buffer }): Promise<Buffer>
  decompress(buffer: Buffer): Promise<Buffer>
}

/**
 * Registers the codecs that kafkajs lacks: snappy, lz4 and zstd. Its own gzip is replaced, because it unpacks
 * without a limit. Call this before the first consumer runs: one batch in an unknown codec would end the
 * consumer for good. It may be called again.
 *
 * Each codec throws an error that names it on what it cannot unpack.
 */
export async function registerCodecs(): Promise<void> {
  const { CompressionCodecs, CompressionTypes } = kafkajs
  await init()
  CompressionCodecs[CompressionTypes.GZIP] = telling('gzip', gzipCodec, LIMITED)
  CompressionCodecs[CompressionTypes.Snappy] = telling('snappy', kafkajsSnappy())
  CompressionCodecs[CompressionTypes.LZ4] = telling('lz4', lz4)
  CompressionCodecs[CompressionTypes.ZSTD] = telling('zstd', zstd, LIMITED)
}

/** `also`: what else than damage may be wrong with a batch that the codec refuses. */
const telling =
  (name: string, codec: Codec, also = '') =>
  (): Codec => ({
    compress: (encoder) => codec.compress(encoder),
    decompress: async (buffer) => {
      try {
        return await codec.decompress(buffer)
      } catch (cause) {
        throw new Error(`${name} cannot unpack it${also}: ${messageOf(cause)}`, { cause })
      }
    },
  })

const LIMITED = `, or it is larger than ${MOST_BYTES / MEBIBYTE} MiB`

const gzipCodec: Codec = {
  compress: ({ buffer }) => promisify(gzip)(buffer),
  decompress: (buffer) => promisify(gunzip)(buffer, { maxOutputLength: MOST_BYTES }),
}

const lz4: Codec = {
  compress: async ({ buffer }) => compressFrameSync(buffer),
  decompress: async (buffer) => decompressFrameSync(buffer),
}

const zstd: Codec = {
  compress: async ({ buffer }) => asBuffer(compress(buffer)),
  decompress: async (buffer) => asBuffer(inflate(Buffer.concat([UNSIZED, buffer]))),
}

/**
 * A zstd frame of no bytes, whose header does not give the unpacked size (RFC 8878, 3.1.1). `decompress` takes
 * a size that the first frame gives for that of all frames, however large it is, and ours only without one.
 */
const UNSIZED = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50, 0x01, 0x00, 0x00])

/** Finds the unpacked size by trying larger and larger buffers: most producers do not give it anyway. */
function inflate(buffer: Buffer): Uint8Array {
  for (let room = Math.max(MEBIBYTE, 4 * buffer.length); ; room *= 4) {
    try {
      return decompress(buffer, { defaultHeapSize: Math.min(room, MOST_BYTES) })
    } catch (cause) {
      const isTooSmall = cause instanceof Error && TOO_SMALL.test(cause.message)
      if (!isTooSmall || room >= MOST_BYTES) throw cause
    }
  }
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
