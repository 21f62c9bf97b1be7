import { decodeShared, encodeShared, SHARED_VERSION } from '../core/codec/shared-codec.ts'
import { daysShared, isSharedForgotten } from '../core/forgotten.ts'
import { entityKey } from '../core/ring/account-day.ts'
import { createRingStep } from '../core/ring/ring-step.ts'
import { createSharedDay, type SharedDay } from '../core/ring/shared-day.ts'
import { createAccountDaysDecoder, type DecodedAccountDay } from './decode/decode-account-days.ts'
import type { Pass } from './pass.ts'

export type RingPass = Pass<DecodedAccountDay, SharedDay>

// Measured as objects in the process: names and numbers of a member, a hash.
const BYTES = { fixed: 400, member: 300, hash: 16 }

/** The second pass: what the first has found, by what accounts share. */
export const createRingPass = (): RingPass => ({
  decode: createAccountDaysDecoder(),
  timeOf: ({ accountDay }) => accountDay.occurredAt,
  keyOf: ({ accountDay }) => entityKey(accountDay.entity),
  stateVersion: SHARED_VERSION,
  createState: createSharedDay,
  encodeState: encodeShared,
  decodeState: decodeShared,
  bytesOf: ({ members, hashes }) => BYTES.fixed + BYTES.member * members.length + BYTES.hash * hashes.length,
  isForgotten: (policy, shared, { accountDay }) => isSharedForgotten(policy, shared, accountDay.day),
  daysKept: daysShared,
  createStep: (lane, policy, { alert }) => {
    const step = createRingStep(lane, policy, alert)
    return (shared, { accountDay }) => step(shared, accountDay)
  },
  // States are few and small: nothing is won by reading them ahead.
  createWarmer: () => () => undefined,
  // Rings that are switched off leave no account unjudged: the first pass judges it.
  isUnscored: () => false,
})
