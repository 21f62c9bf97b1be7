const STEPS_PER_OCTAVE = 12
const SMALLEST = 2 ** -5

const VALUES = Array.from({ length: 256 }, (_, code) =>
  code === 0 ? 0 : SMALLEST * 2 ** ((code - 1) / STEPS_PER_OCTAVE),
)

/** A rate in one byte: 0, or 1/32 to 73,562 in steps of 6 %. */
export const toByte = (value: number): number => {
  if (value < SMALLEST) return 0
  return Math.min(255, 1 + Math.round(Math.log2(value / SMALLEST) * STEPS_PER_OCTAVE))
}

export const fromByte = (code: number): number => VALUES[code] ?? 0

// Scratch space for all calls: a single-precision number, and the same memory as bits.
const single = new Float32Array(1)
const singleBits = new Uint32Array(single.buffer)

/** The nearest single-precision number whose last eight bits are 0: within 2^-16 of the value, relatively. */
export const nearestThreeBytes = (value: number): number => {
  single[0] = value
  singleBits[0] = ((singleBits[0] as number) + 0x80) & ~0xff
  return single[0]
}

/** The first 24 bits of a number that `nearestThreeBytes` has returned. */
export const toThreeBytes = (value: number): number => {
  single[0] = value
  return (singleBits[0] as number) >>> 8
}

export const fromThreeBytes = (bits: number): number => {
  singleBits[0] = bits << 8
  return single[0] as number
}
