/**
 * Control characters, and marks that turn the direction of text. Through them an audit log could write on the
 * screen of a person who reads an alert.
 */
const UNPRINTABLE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu

/** Makes text of the log safe to show on a terminal: unprintable characters are shown as their codes. */
export const printable = (text: string): string =>
  text.replace(UNPRINTABLE, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** The lines of a text, each made printable. */
export const printableLines = (text: string): readonly string[] => text.split('\n').map(printable)
