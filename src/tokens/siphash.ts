/** A 128-bit key as four little-endian int32 words. */
export type SipKey = readonly [number, number, number, number]

/** Where `sipHash` puts its 64 bits: an allocation per hash would cost more than the hash. */
export type SipDigest = { hi: number; lo: number }

export function sipKey(bytes: Uint8Array): SipKey {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16)
  return [view.getInt32(0, true), view.getInt32(4, true), view.getInt32(8, true), view.getInt32(12, true)]
}

/**
 * SipHash-1-3, 64 bits, of the first `length` bytes of `view`, on 32-bit halves, without
 * BigInt. The carry is computed from a comparison, not by a branch: it is unpredictable,
 * and a branch would halve the speed. Every turn of the loop is one round; the last
 * three have no input. `view` must reach 8 bytes beyond `length`, whatever is in them.
 * https://www.aumasson.jp/siphash/siphash.pdf; 1-3 is what Rust and CPython use for
 * keyed hashes of short input.
 */
export function sipHash(key: SipKey, view: DataView, length: number, digest: SipDigest): void {
  const [k0l, k0h, k1l, k1h] = key
  let v0l = k0l ^ 0x70736575
  let v0h = k0h ^ 0x736f6d65
  let v1l = k1l ^ 0x6e646f6d
  let v1h = k1h ^ 0x646f7261
  let v2l = k0l ^ 0x6e657261
  let v2h = k0h ^ 0x6c796765
  let v3l = k1l ^ 0x79746573
  let v3h = k1h ^ 0x74656462
  const whole = length >>> 3
  let sum = 0
  let swap = 0
  for (let turn = 0; turn <= whole + 3; turn += 1) {
    let ml = 0
    let mh = 0
    if (turn < whole) {
      ml = view.getInt32(turn * 8, true)
      mh = view.getInt32(turn * 8 + 4, true)
    } else if (turn === whole) {
      const rest = length & 7
      ml = firstBytes(view.getInt32(turn * 8, true), rest)
      mh = firstBytes(view.getInt32(turn * 8 + 4, true), rest - 4) | (length << 24)
    } else if (turn === whole + 1) {
      v2l ^= 0xff
    }
    v3l ^= ml
    v3h ^= mh

    sum = (v0l + v1l) | 0
    v0h = (v0h + v1h + Number(sum >>> 0 < v1l >>> 0)) | 0
    v0l = sum
    swap = (v1l << 13) | (v1h >>> 19)
    v1h = ((v1h << 13) | (v1l >>> 19)) ^ v0h
    v1l = swap ^ v0l
    swap = v0l
    v0l = v0h
    v0h = swap

    sum = (v2l + v3l) | 0
    v2h = (v2h + v3h + Number(sum >>> 0 < v3l >>> 0)) | 0
    v2l = sum
    swap = (v3l << 16) | (v3h >>> 16)
    v3h = ((v3h << 16) | (v3l >>> 16)) ^ v2h
    v3l = swap ^ v2l

    sum = (v0l + v3l) | 0
    v0h = (v0h + v3h + Number(sum >>> 0 < v3l >>> 0)) | 0
    v0l = sum
    swap = (v3l << 21) | (v3h >>> 11)
    v3h = ((v3h << 21) | (v3l >>> 11)) ^ v0h
    v3l = swap ^ v0l

    sum = (v2l + v1l) | 0
    v2h = (v2h + v1h + Number(sum >>> 0 < v1l >>> 0)) | 0
    v2l = sum
    swap = (v1l << 17) | (v1h >>> 15)
    v1h = ((v1h << 17) | (v1l >>> 15)) ^ v2h
    v1l = swap ^ v2l
    swap = v2l
    v2l = v2h
    v2h = swap

    v0l ^= ml
    v0h ^= mh
  }
  digest.hi = v0h ^ v1h ^ v2h ^ v3h
  digest.lo = v0l ^ v1l ^ v2l ^ v3l
}

/** The first 0..4 bytes of a little-endian word. */
function firstBytes(word: number, count: number): number {
  if (count <= 0) return 0
  return count >= 4 ? word : word & ((1 << (count * 8)) - 1)
}
