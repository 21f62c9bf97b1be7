import { detectors } from '../../detectors/index.ts'
import type { PolicyDocument } from '../contract/policy.ts'
import { toPolicy } from '../ops/policy-file.ts'
import { findRules } from './rules/catalogue.ts'
import type { NamedPolicy, Participants } from './run.ts'

/** The contenders as plain values, which can be sent to a worker thread. */
export type Lineup = {
  readonly policies: readonly { readonly name: string; readonly document: PolicyDocument }[]
  /** Names of rules, or `all`. */
  readonly against: readonly string[]
  readonly hasCalibration: boolean
}

/** Resolves the names of rules and builds the policies. Throws `usage_invalid` for an unknown rule. */
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
