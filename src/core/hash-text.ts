import { remembering } from './remembering.ts'
import { scatter } from './scatter.ts'

const BASIS = 0x811c9dc5
const mix = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193)

/**
 * FNV-1a, 32 bits as an int32, never 0: tells names of machines and outlets apart. Not for waybill numbers,
 * because it has no key. `from`: the hash of a text before it.
 */
export const hashText = (text: string, from = BASIS): number => {
  let hash = from
  for (let at = 0; at < text.length; at++) hash = mix(hash, text.charCodeAt(at))
  return hash | 1
}

const isLetter = (code: number): boolean =>
  (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code > 127

const lettersOf = (text: string): number => {
  let hash = BASIS
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isLetter(code)) hash = mix(hash, code)
  }
  return hash | 1
}

/**
 * `hashText` of a text's letters alone, so that versions do not matter: "Chrome/143" equals "Chrome/144".
 * Answers are cached, because every look-up has a long program name, and a company has a few hundred of them.
 */
export const hashLetters = remembering(4_096, lettersOf)

/**
 * `hashText` after MurmurHash3's last step, 0 to 2 ** 32 - 1: names that differ in one letter get unrelated
 * values.
 */
export const scatterText = (text: string): number => scatter(hashText(text))
