import { readFileSync } from 'node:fs'

import { WaywardenError } from '../contract/errors.ts'
import { policySchema, type PolicyDocument, type Tunable } from '../contract/policy.ts'
import { createPolicy, type Policy } from '../core/policy.ts'
import { hashPolicy } from './hash-policy.ts'
import { plantHoney } from './plant-honey.ts'
import { findShapeFaults } from './shape-faults.ts'
import { parseYaml } from './yaml-source.ts'

/** What a policy file is read for. */
export type PolicyReader = {
  readonly detectors: readonly Tunable[]
  /** The secret of the waybill tokens: the file's decoys become tokens where they are read. */
  readonly tokenKey: Uint8Array
}

/** The policy without a file: every detector on its defaults. */
export const defaultPolicy = (detectors: readonly Tunable[]): Policy =>
  createPolicy({}, detectors, hashPolicy)

/** Reads a policy file; throws one `WaywardenError` that lists every fault with file, line and column. */
export function readPolicy(path: string, reader: PolicyReader): Policy {
  return parsePolicy(readText(path), path, reader)
}

/** As `readPolicy`, from text already at hand. `file` only serves the messages. */
export function parsePolicy(text: string, file: string, { detectors, tokenKey }: PolicyReader): Policy {
  const source = parseYaml(text, file)
  const faults =
    source.faults.length > 0
      ? source.faults
      : source.describe(findShapeFaults(policySchema(detectors), source.value))
  if (faults.length > 0) throw new WaywardenError('policy_invalid', faults.join('\n'), { cause: faults })
  // A policy refers to its document for as long as it lives, and must not keep numbers.
  const { honeyWaybills = [], ...document } = source.value as PolicyDocument
  return plantHoney(createPolicy(document, detectors, hashPolicy), honeyWaybills, tokenKey)
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
