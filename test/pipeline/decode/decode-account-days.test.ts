import { expect, it } from 'vitest'

import { findingsSchemaName } from '../../../src/contract/finding.ts'
import {
  createAccountDaysDecoder,
  type DecodedAccountDay,
} from '../../../src/pipeline/decode/decode-account-days.ts'
import type { Refused } from '../../../src/pipeline/pass.ts'

const accountDay = {
  entity: { type: 'device', id: 'D-1' },
  accountId: 'A-1',
  occurredAt: 1_772_000_000_000,
  day: 20_509,
  topic: 'queries',
  partition: 0,
}

const decoded = (record: unknown): readonly (DecodedAccountDay | Refused)[] => {
  const into: (DecodedAccountDay | Refused)[] = []
  const value = Buffer.from(JSON.stringify(record))
  createAccountDaysDecoder()({ topic: 'findings', partition: 0, offset: 0, timestampMs: 0, value }, into)
  return into
}

it("a record of accounts' days is read for what it is, whatever fields another version has added", () => {
  const plain = decoded({ schema: findingsSchemaName, findings: [accountDay] })
  expect(plain).toMatchObject([{ kind: 'account-day', accountDay: { accountId: 'A-1', loud: null } }])
  for (const kind of ['reject', 'later'])
    expect(decoded({ kind, schema: findingsSchemaName, findings: [accountDay] })).toEqual(plain)
})

it("an account's day names its role, where there is one", () => {
  const [ofNobody, ofClerk] = decoded({
    schema: findingsSchemaName,
    findings: [accountDay, { ...accountDay, role: 'outlet-clerk' }],
  })
  expect(ofNobody).toMatchObject({ accountDay: { role: '' } })
  expect(ofClerk).toMatchObject({ accountDay: { role: 'outlet-clerk' } })
})
