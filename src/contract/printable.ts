/**
 * Control characters, and marks that turn the direction of text. Through them an audit log could write on the
 * screen of a person who reads an alert.
 */
const UNPRINTABLE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu

const codeOf = (mark: string): string => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`

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
