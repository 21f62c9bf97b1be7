import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Policy } from '../../src/core/policy.ts'
import { readPolicy, type PolicyReader } from '../../src/ops/policy-file.ts'

const file = join(mkdtempSync(join(tmpdir(), 'waywarden-policy-')), 'policy.yaml')

/** The policy of a file with this text, which messages call policy.yaml. */
export function parsePolicy(text: string, reader: PolicyReader): Policy {
  writeFileSync(file, text)
  try {
    return readPolicy(file, reader)
  } catch (error) {
    if (error instanceof Error) error.message = error.message.replaceAll(file, 'policy.yaml')
    throw error
  }
}
