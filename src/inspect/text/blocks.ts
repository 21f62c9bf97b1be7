const EIGHTHS_UP = ['·', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']
const EIGHTHS_RIGHT = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█']
const STEPS = 8

/** One character as high as `value / most`. A value above 0 is at least one eighth high; 0 is a dot. */
export const column = (value: number, most: number): string => {
  if (value === 0) return EIGHTHS_UP[0] ?? ''
  return EIGHTHS_UP[Math.min(STEPS, Math.round((value / most) * STEPS)) || 1] ?? ''
}

/** A horizontal bar that fills `value / most` of `width` characters. */
export const bar = (value: number, most: number, width: number): string => {
  const eighths = Math.min(width * STEPS, Math.round((value / most) * width * STEPS))
  return '█'.repeat(Math.floor(eighths / STEPS)) + (EIGHTHS_RIGHT[eighths % STEPS] ?? '')
}
