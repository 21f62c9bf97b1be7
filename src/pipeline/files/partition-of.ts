/**
 * The partition that Kafka's Java client chooses for a key: murmur2 (Utils.murmur2; A. Appleby's MurmurHash2
 * with a seed of its own), without its sign, modulo the number of partitions. Other clients can be configured
 * to do the same; some have another default.
 */
export const partitionOf = (key: string, partitions: number): number =>
  (murmur2(Buffer.from(key)) & 0x7fffffff) % partitions

const SEED = 0x9747b28c
const MIX = 0x5bd1e995

const murmur2 = (bytes: Buffer): number => {
  const whole = bytes.length & ~3
  let hash = SEED ^ bytes.length
  for (let at = 0; at < whole; at += 4) {
    const word = Math.imul(bytes.readInt32LE(at), MIX)
    hash = Math.imul(hash, MIX) ^ Math.imul(word ^ (word >>> 24), MIX)
  }
  if (whole < bytes.length) {
    let rest = 0
    for (let at = bytes.length - 1; at >= whole; at--) rest = (rest << 8) | (bytes[at] as number)
    hash = Math.imul(hash ^ rest, MIX)
  }
  hash = Math.imul(hash ^ (hash >>> 13), MIX)
  return hash ^ (hash >>> 15)
}
