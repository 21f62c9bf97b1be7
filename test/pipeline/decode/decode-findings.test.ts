import { expect, it } from 'vitest'

import { findingsSchemaName } from '../../../src/contract/finding.ts'
import { createFindingsDecoder, type DecodedFinding } from '../../../src/pipeline/decode/decode-findings.ts'
import type { Refused } from '../../../src/pipeline/pass.ts'

const finding = {
  entity: { type: 'device', id: 'D-1' },
  accountId: 'A-1',
  occurredAt: 1_772_000_000_000,
  day: 20_509,
  topic: 'queries',
  partition: 0,
}

const decoded = (record: unknown): readonly (DecodedFinding | Refused)[] => {
  const into: (DecodedFinding | Refused)[] = []
  const value = Buffer.from(JSON.stringify(record))
  createFindingsDecoder()({ topic: 'findings', partition: 0, offset: 0, timestampMs: 0, value }, into)
  return into
}

it('a record of findings is read for what it is, whatever fields another version has added', () => {
  const plain = decoded({ schema: findingsSchemaName, findings: [finding] })
  expect(plain).toMatchObject([{ kind: 'finding', finding: { accountId: 'A-1', loud: null } }])
  for (const kind of ['reject', 'later'])
    expect(decoded({ kind, schema: findingsSchemaName, findings: [finding] })).toEqual(plain)
})

it('a finding names the role of its account, where there is one', () => {
  const [ofNobody, ofClerk] = decoded({
    schema: findingsSchemaName,
    findings: [finding, { ...finding, role: 'outlet-clerk' }],
  })
  expect(ofNobody).toMatchObject({ finding: { role: '' } })
  expect(ofClerk).toMatchObject({ finding: { role: 'outlet-clerk' } })
})
