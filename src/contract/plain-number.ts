/**
 * A number in digits, as people write it; null for any other text, also for what JavaScript would take: `0x10`, `1e3`, blanks or nothing.
 */
export const plainNumber = (text: string): number | null =>
  /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null
