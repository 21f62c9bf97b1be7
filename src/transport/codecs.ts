import { compress, decompress, init } from '@bokuweb/zstd-wasm'
import kafkajs from 'kafkajs'
import snappy from 'kafkajs-snappy'
import { compressFrameSync, decompressFrameSync } from 'lz4-napi'

const mebibyte = 1024 * 1024
const mostBytes = 256 * mebibyte
const tooSmall = /code -70$/ // ZSTD_error_dstSize_tooSmall

type Codec = {
  compress(encoder: { readonly buffer: Buffer }): Promise<Buffer>
  decompress(buffer: Buffer): Promise<Buffer>
}

/**
 * Teaches kafkajs the codecs it lacks: snappy, lz4 and zstd beside its own gzip. Must be done before the first consumer
 * runs: one batch in an unknown codec would end the consumer for good. May be done again.
 */
export async function registerCodecs(): Promise<void> {
  // kafkajs is CommonJS and fills its exports at run time, so that they cannot be imported by name.
  const { CompressionCodecs, CompressionTypes } = kafkajs
  await init()
  CompressionCodecs[CompressionTypes.Snappy] = snappy
  CompressionCodecs[CompressionTypes.LZ4] = () => lz4
  CompressionCodecs[CompressionTypes.ZSTD] = () => zstd
}

const lz4: Codec = {
  compress: async ({ buffer }) => compressFrameSync(buffer),
  decompress: async (buffer) => decompressFrameSync(buffer),
}

const zstd: Codec = {
  compress: async ({ buffer }) => asBuffer(compress(buffer)),
  decompress: async (buffer) => asBuffer(inflate(buffer)),
}

// Most producers stream their frames, which then do not say how long they become: the room for them is found by trying.
function inflate(buffer: Buffer): Uint8Array {
  for (let room = Math.max(mebibyte, 4 * buffer.length); ; room *= 4) {
    try {
      return decompress(buffer, { defaultHeapSize: Math.min(room, mostBytes) })
    } catch (cause) {
      const isTooSmall = cause instanceof Error && tooSmall.test(cause.message)
      if (!isTooSmall || room >= mostBytes) throw cause
    }
  }
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
