import { decodeShared, encodeShared, SHARED_VERSION } from '../core/codec/shared-codec.ts'
import { daysShared, isSharedForgotten } from '../core/forgotten.ts'
import { entityKey } from '../core/ring/account-day.ts'
import { createRingStep } from '../core/ring/ring-step.ts'
import { createSharedDay, type SharedDay } from '../core/ring/shared-day.ts'
import { createAccountDaysDecoder, type DecodedAccountDay } from './decode/decode-account-days.ts'
import type { Pass } from './pass.ts'

export type RingPass = Pass<DecodedAccountDay, SharedDay>

// Measured memory of a decoded state, in bytes: the fixed part, each member (names and numbers), each hash.
const BYTES = { fixed: 400, member: 330, hash: 16 }

/** The second pass: findings of the first, keyed by the device, address or outlet that accounts share. */
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
  // States are few and small: prefetching them gains nothing.
  createWarmer: () => () => undefined,
  // Switching rings off leaves no account unjudged, because the first pass judges it.
  isUnscored: () => false,
})
