/** Controls, and marks that turn the direction of text: an audit log could write them onto the screen of who reads an alert. */
const UNPRINTABLE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu

/** Text of the log as it may be shown on a terminal: what would move the cursor is shown as its code. */
export const printable = (text: string): string =>
  text.replace(UNPRINTABLE, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`)
