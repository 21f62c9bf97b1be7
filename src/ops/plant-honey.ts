import { withHoney, type Policy } from '../core/policy.ts'
import { createTokens } from '../pipeline/decode/tokens.ts'
import { hashPolicy } from './hash-policy.ts'

/**
 * The policy with these decoys beside its own. Here their numbers end: the policy keeps the tokens that `tokenKey` makes of
 * them, the same that look-ups carry, and its version is a hash of those.
 */
export const plantHoney = (policy: Policy, numbers: readonly string[], tokenKey: Uint8Array): Policy => {
  if (numbers.length === 0) return policy
  const { ofNumber } = createTokens(tokenKey)
  const tokens = numbers.map((no) => {
    const { hi, lo } = ofNumber(no)
    return { hi, lo }
  })
  return withHoney(policy, tokens, hashPolicy)
}
