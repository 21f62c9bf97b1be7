const STEPS_PER_OCTAVE = 12
const SMALLEST = 2 ** -5

const VALUES = Array.from({ length: 256 }, (_, code) =>
  code === 0 ? 0 : SMALLEST * 2 ** ((code - 1) / STEPS_PER_OCTAVE),
)

/** A rate in one byte: 0, or 1/32 to 77,000 in steps of 6 %. */
export const toByte = (value: number): number => {
  if (value < SMALLEST) return 0
  return Math.min(255, 1 + Math.round(Math.log2(value / SMALLEST) * STEPS_PER_OCTAVE))
}

export const fromByte = (code: number): number => VALUES[code] ?? 0
