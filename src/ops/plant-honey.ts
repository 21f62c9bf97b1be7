import { withHoney, type Policy } from '../core/policy.ts'
import { createTokens } from '../tokens/tokens.ts'
import { hashPolicy } from './hash-policy.ts'

/**
 * Returns the policy with these decoys added. It holds only the tokens that `tokenKey`
 * makes of their numbers, which look-ups carry too, and never the numbers. Its version
 * becomes a hash that includes those tokens.
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
