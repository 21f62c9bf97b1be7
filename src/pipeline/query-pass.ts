import { createAccount, type Account } from '../core/account.ts'
import { rulesOf } from '../core/alerts/found.ts'
import { decodeAccount, encodeAccount, STATE_VERSION } from '../core/codec/account-codec.ts'
import type { Detector } from '../core/detector.ts'
import { isAccountForgotten } from '../core/forgotten.ts'
import { createStep } from '../core/step.ts'
import { createWarmer } from '../core/warm.ts'
import type { InputRecord } from '../transport/input-record.ts'
import type { Decoded, DecodedLookUp } from './decode/decode.ts'
import type { Pass } from './pass.ts'

export type QueryPass = Pass<DecodedLookUp, Account>

export type QueryPassOptions = {
  readonly decode: (record: InputRecord) => Decoded
  readonly detectors: readonly Detector[]
}

// Resident memory of an account in bytes, without its growing arrays; measured with 100,000 accounts.
const FIXED_BYTES = 3_000

/** Bytes per code. The arrays of codes take up to twice the room they need. */
const CODE_BYTES = 8

/** The first pass: look-ups, by account. */
export const createQueryPass = ({ decode, detectors }: QueryPassOptions): QueryPass => ({
  decode: (record, into) => void into.push(decode(record)),
  timeOf: ({ lookUp }) => lookUp.occurredAt,
  keyOf: ({ lookUp }) => lookUp.accountId,
  stateVersion: STATE_VERSION,
  createState: createAccount,
  encodeState: encodeAccount,
  decodeState: decodeAccount,
  bytesOf: ({ windows: { cells, codes } }) =>
    FIXED_BYTES + cells.byteLength + CODE_BYTES * (codes[0].size + codes[1].size + codes[2].size),
  isForgotten: (policy, account, { lookUp }) => isAccountForgotten(policy, account, lookUp.occurredAt),
  daysKept: ({ forgetAfterDays }) => forgetAfterDays,
  createStep: (lane, policy, emit) => {
    const step = createStep(lane, policy, detectors, emit)
    return (account, { lookUp }, position) => step(account, lookUp, position)
  },
  createWarmer,
  isUnscored: (policy, account, { lookUp }) =>
    rulesOf(policy, account, lookUp).every(({ enabled }) => !enabled),
})
