import { hkdfSync } from 'node:crypto'

import { WaywardenError } from '../contract/errors.ts'
import { withoutInvisible } from '../contract/invisible.ts'
import { createByteText } from './byte-text.ts'
import { type SipDigest, type SipKey, sipHash, sipKey } from './siphash.ts'

export const minTokenKeyBytes = 16

const SIP_KEY_BYTES = 16

const ZERO = 48
const NINE = 57
/**
 * The longest text that is tokenised, an event id, has 128 code points, which are at
 * most this many UTF-16 units.
 */
const LONGEST_UNITS = 256

/** What is kept of a waybill number: see `Waybill`. Overwritten by the next number. */
export type NumberToken = { hi: number; lo: number; block: number; offset: number }

export type Tokens = {
  /** 64-bit token of an event id. Overwritten by the next id. */
  readonly ofEvent: (eventId: string) => Readonly<SipDigest>
  /** The same for a number in small or full-width letters, with blanks, or with characters that nobody sees. */
  readonly ofNumber: (no: string) => Readonly<NumberToken>
}

/** Anything but what waybill numbers consist of. */
const UNUSUAL = /[^0-9A-Z]/
const BLANKS = /\s/g

/**
 * A decoy is found in no list of the company's, so the log has it as somebody typed it. A number that has
 * nothing but blanks, and what nobody sees, stays as it is. The result may be longer, and is cut to what can be tokenised.
 */
const spelt = (no: string): string =>
  withoutInvisible(no.normalize('NFKC')).replaceAll(BLANKS, '').toUpperCase().slice(0, LONGEST_UNITS) || no

/**
 * Makes keyed tokens of waybill numbers and event ids; the same secret gives the same
 * tokens on every machine.
 *
 * The token of a number is 64 bits of a keyed pseudo-random function (SipHash-1-3). Without the secret nobody
 * can tell which number it stands for, because nobody can hash all numbers and compare.
 * To find runs of consecutive numbers, two more values are kept. `block` is a token,
 * under a key of its own, of all but the last two digits. `offset` is the last two
 * digits plus a secret constant, modulo 100. So whoever sees the state learns whether
 * two waybills share a hundred and how far apart they are in it, and no digit of either.
 * The keys come from the secret by HKDF, one for each use, so that tokens of different
 * uses cannot be compared.
 */
export function createTokens(secret: Uint8Array): Tokens {
  if (secret.length < minTokenKeyBytes)
    throw new WaywardenError(
      'settings_invalid',
      `The token key has ${secret.length} bytes: set a random secret of at least ${minTokenKeyBytes} bytes.`,
      { cause: { bytes: secret.length } },
    )
  const eventKey = derive(secret, 'event')
  const numberKey = derive(secret, 'waybill')
  const blockKey = derive(secret, 'waybill-block')
  const shift = (derive(secret, 'waybill-offset')[0] >>> 0) % 100
  const text = createByteText(LONGEST_UNITS)
  const digest = { hi: 0, lo: 0 }
  const token = { hi: 0, lo: 0, block: 0, offset: 0 }
  return {
    ofEvent(eventId) {
      sipHash(eventKey, text.view, text.write(eventId), digest)
      return digest
    },
    ofNumber(said) {
      const no = UNUSUAL.test(said) ? spelt(said) : said
      const length = text.write(no)
      const lastTwo = lastTwoDigits(no)
      sipHash(numberKey, text.view, length, token)
      sipHash(blockKey, text.view, lastTwo < 0 ? length : length - 2, digest)
      token.block = digest.lo
      token.offset = lastTwo < 0 ? -1 : (lastTwo + shift) % 100
      return token
    },
  }
}

const derive = (secret: Uint8Array, use: string): SipKey => sipKey(deriveKey(secret, use, SIP_KEY_BYTES))

/** A key of its own for each use of the secret. */
export const deriveKey = (secret: Uint8Array, use: string, bytes: number): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, '', `waywarden/token/1/${use}`, bytes))

function lastTwoDigits(no: string): number {
  if (no.length < 2) return -1
  const tens = no.charCodeAt(no.length - 2)
  const ones = no.charCodeAt(no.length - 1)
  if (tens < ZERO || tens > NINE || ones < ZERO || ones > NINE) return -1
  return (tens - ZERO) * 10 + ones - ZERO
}
