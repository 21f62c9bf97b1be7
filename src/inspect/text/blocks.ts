const EIGHTHS_UP = ['·', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']
const EIGHTHS_RIGHT = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█']
const STEPS = 8

const clamp = (value: number, most: number): number => Math.min(most, Math.max(0, value))

/** One character as high as value / most; what is not nothing is seen, and what is nothing is a dot. */
export const column = (value: number, most: number): string => {
  if (value <= 0 || most <= 0) return EIGHTHS_UP[0] ?? ''
  return EIGHTHS_UP[clamp(Math.round((value / most) * STEPS), STEPS) || 1] ?? ''
}

/** A bar as long as value / most of `width` characters. */
export const bar = (value: number, most: number, width: number): string => {
  const eighths = clamp(Math.round((value / most) * width * STEPS), width * STEPS)
  return '█'.repeat(Math.floor(eighths / STEPS)) + (EIGHTHS_RIGHT[eighths % STEPS] ?? '')
}
