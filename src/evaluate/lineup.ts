import { detectors } from '../../detectors/index.ts'
import type { PolicyDocument } from '../contract/policy.ts'
import { toPolicy } from '../ops/policy-file.ts'
import { findRules } from './rules/catalogue.ts'
import type { NamedPolicy, Participants } from './run.ts'

/** Who is to take part, as plain values that a thread can be sent. */
export type Lineup = {
  readonly policies: readonly { readonly name: string; readonly document: PolicyDocument }[]
  /** Names of rules, or `all`. */
  readonly against: readonly string[]
  readonly hasCalibration: boolean
}

/** Throws `usage_invalid` where there is no such rule. */
export const enlist = (
  { policies, against, hasCalibration }: Lineup,
  tokenKey: Uint8Array,
): Participants => ({
  policies: policies.map(({ name, document }) => ({
    name,
    policy: toPolicy(document, { detectors, tokenKey }),
  })) as [NamedPolicy, ...NamedPolicy[]], // a policy is always given
  detectors,
  rules: findRules(against),
  hasCalibration,
})
