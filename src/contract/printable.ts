/**
 * Control characters, marks that turn the direction of text, and what nobody sees. Through them an audit log could
 * write on the screen of a person who reads an alert, or pass one account off as another.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu

/** As JSON escapes it: a character beyond U+FFFF as its two halves. */
const codeOf = (mark: string): string =>
  Array.from({ length: mark.length }, (_, at) => unitCode(mark.charCodeAt(at))).join('')

const unitCode = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`

/** Makes text of the log safe to show on a terminal: unprintable characters are shown as their codes. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, codeOf)

/**
 * JSON of a value that holds text of the log, safe to show on a terminal: by itself JSON escapes the lower half of
 * the control characters only. Parsed, it is the same value.
 */
export const printableJson = (value: object, indent = 0): string =>
  JSON.stringify(value, null, indent).replace(UNPRINTABLE, (mark) => (mark === '\n' ? mark : codeOf(mark)))

/** The lines of a text, each made printable. */
export const printableLines = (text: string): readonly string[] => text.split('\n').map(printable)
