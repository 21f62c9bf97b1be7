import { createHmac, hkdfSync } from 'node:crypto'

import { minTokenKeyBytes } from '../tokens/tokens.ts'
import { readBytes } from './read-file.ts'
import type { SettingName, SettingValues } from './settings-table.ts'

export type TokenKeys = {
  /** Makes the tokens of the state. */
  readonly tokenKey: Uint8Array
  /** Makes the tokens that leave in an alert: knowing one of the keys does not give the other. */
  readonly alertTokenKey: Uint8Array
}

/**
 * Used to score a log without a token key. Public on purpose, so that the same log
 * gives the same alerts on every machine.
 */
export const PUBLIC_KEY = 'waywarden replay, no secret'

type Context = {
  readonly faulty: ReadonlySet<SettingName>
  readonly report: (fault: string) => void
  /** What a person calls a setting: its variable, if that is how it is set. */
  readonly nameOf: (name: SettingName) => string
  readonly fallback: string | null
}

const DERIVED_BYTES = 32
const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const ALERT_PURPOSE = 'waywarden alert tokens, version 1'
const FINGERPRINT_PURPOSE = 'waywarden token key, version 1'
const FINGERPRINT_LENGTH = 16
const ADVICE = 'for example the output of: openssl rand -base64 32'

/**
 * Reads both keys of the settings. Without a sound token key a fault is reported, and
 * the result must not be used.
 */
export function readTokenKeys(values: SettingValues, context: Context): TokenKeys {
  const tokenKey = readKey('tokenKey', values, context)
  const alertTokenKey = readKey('alertTokenKey', values, context)
  const isGiven =
    values.tokenKey !== null || values.tokenKeyFile !== null || context.faulty.has('tokenKeyFile')
  if (!isGiven && context.fallback === null) {
    context.report(
      `WAYWARDEN_TOKEN_KEY or tokenKeyFile must hold a secret of ${minTokenKeyBytes} bytes or more, ${ADVICE}`,
    )
  }
  if (tokenKey !== null && alertTokenKey !== null && Buffer.from(tokenKey).equals(alertTokenKey)) {
    const name = context.nameOf(values.alertTokenKey === null ? 'alertTokenKeyFile' : 'alertTokenKey')
    context.report(
      `${name} must not hold the token key: whoever knew it could find the numbers behind all tokens. Set another secret, or leave it out to have one derived`,
    )
  }
  const usable = tokenKey ?? new TextEncoder().encode(context.fallback ?? '')
  return { tokenKey: usable, alertTokenKey: alertTokenKey ?? deriveAlertTokenKey(usable) }
}

/** HKDF-SHA-256 (RFC 5869). */
export const deriveAlertTokenKey = (tokenKey: Uint8Array): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', tokenKey, new Uint8Array(), ALERT_PURPOSE, DERIVED_BYTES))

/** Tells keys apart without revealing them: 64 bits of HMAC-SHA-256, in hex. */
export const fingerprintOf = (tokenKey: Uint8Array): string =>
  createHmac('sha256', tokenKey).update(FINGERPRINT_PURPOSE).digest('hex').slice(0, FINGERPRINT_LENGTH)

// null if no key is given, or if it is unsound, which is reported.
function readKey(
  name: 'tokenKey' | 'alertTokenKey',
  values: SettingValues,
  context: Context,
): Uint8Array | null {
  const [text, file] = [values[name], values[`${name}File`]]
  const [nameOfText, nameOfFile] = [context.nameOf(name), context.nameOf(`${name}File`)]
  if (text !== null && file !== null) context.report(`${nameOfText} and ${nameOfFile} must not both be set`)
  const ofFile = text !== null || file === null ? null : readBytes(file, context.report)
  const given = text === null ? ofFile : new TextEncoder().encode(text)
  if (given === null) return null
  const bytes = withoutLineBreak(given)
  if (bytes.length >= minTokenKeyBytes) return bytes
  context.report(
    `${text === null ? nameOfFile : nameOfText} must hold a secret of ${minTokenKeyBytes} bytes or more, ${ADVICE}`,
  )
  return null
}

/**
 * Works on bytes, not text: a key of random bytes is no UTF-8, and decoded as such,
 * many keys would become the same.
 */
function withoutLineBreak(bytes: Uint8Array): Uint8Array {
  if (bytes.at(-1) !== LINE_FEED) return bytes
  return bytes.subarray(0, bytes.at(-2) === CARRIAGE_RETURN ? -2 : -1)
}
