import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

import { WaywardenError } from '../contract/errors.ts'
import { policySchema, type PolicyDocument, type Tunable } from '../contract/policy.ts'
import { createPolicy, type Policy } from '../core/policy.ts'
import { findShapeFaults } from './shape-faults.ts'
import { parseYaml } from './yaml-source.ts'

const VERSION_LENGTH = 16

/** The first 64 bits of SHA-256, in hex: enough to tell the policies of one company apart. */
export const hashPolicy = (canonical: string): string =>
  createHash('sha256').update(canonical).digest('hex').slice(0, VERSION_LENGTH)

/** The policy without a file: every detector on its defaults. */
export const defaultPolicy = (detectors: readonly Tunable[]): Policy =>
  createPolicy({}, detectors, hashPolicy)

/** Reads a policy file; throws one `WaywardenError` that lists every fault with file, line and column. */
export function readPolicy(path: string, detectors: readonly Tunable[]): Policy {
  return parsePolicy(readText(path), path, detectors)
}

/** As `readPolicy`, from text already at hand. `file` only serves the messages. */
export function parsePolicy(text: string, file: string, detectors: readonly Tunable[]): Policy {
  const source = parseYaml(text, file)
  const faults =
    source.faults.length > 0
      ? source.faults
      : source.describe(findShapeFaults(policySchema(detectors), source.value))
  if (faults.length > 0) throw new WaywardenError('policy_invalid', faults.join('\n'), { cause: faults })
  return createPolicy(source.value as PolicyDocument, detectors, hashPolicy)
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw new WaywardenError(
      'policy_invalid',
      `${path}: cannot be read; check the path and its permissions`,
      { cause },
    )
  }
}
