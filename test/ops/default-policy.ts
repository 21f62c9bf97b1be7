import type { Tunable } from '../../src/contract/policy.ts'
import { createPolicy, type Policy } from '../../src/core/policy.ts'
import { hashPolicy } from '../../src/ops/hash-policy.ts'

/** The policy without a file: every detector on its defaults. */
export const defaultPolicy = (detectors: readonly Tunable[]): Policy =>
  createPolicy({}, detectors, hashPolicy)
