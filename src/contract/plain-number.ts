/**
 * Parses a number in decimal digits, as people write it. Returns null for any other text, even if JavaScript
 * would take it: `0x10`, `1e3`, blanks or nothing.
 */
export const plainNumber = (text: string): number | null =>
  /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null
