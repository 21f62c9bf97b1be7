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

it('evidence says where it came from, and that of a log or a version which does not is read too', () => {
  const loud = { surprise: 2, records: 1, distinctWaybills: 1, dayOffset: '0', offset: '1', eventId: 'e' }
  const places = { deviceId: 'D-1', sourceIp: '10.0.0.1' }
  const findings = [loud, { ...loud, ...places }].map((each) => ({ ...accountDay, loud: each }))
  const [without, having] = decoded({ schema: findingsSchemaName, findings })
  expect(without).toMatchObject({ accountDay: { loud: { deviceId: null, sourceIp: null } } })
  expect(having).toMatchObject({ accountDay: { loud: places } })
})

it('a record whose numbers have no date, or no room in the state, is refused, or it would stop its lane for good', () => {
  const loud = { surprise: 2, records: 1, distinctWaybills: 1, dayOffset: '0', offset: '1', eventId: 'e' }
  const farthest = { ...accountDay, occurredAt: 7_258_118_399_999, day: 84_006, loud }
  expect(decoded({ schema: findingsSchemaName, findings: [farthest] })).toMatchObject([
    { kind: 'account-day' },
  ])
  for (const [field, changes] of Object.entries({
    occurredAt: { occurredAt: 1e300 },
    day: { day: 1e300 },
    partition: { partition: 1e300 },
    'loud/records': { loud: { ...loud, records: 1e300 } },
    'loud/distinctWaybills': { loud: { ...loud, distinctWaybills: 1e300 } },
    'loud/foreignWaybills': { loud: { ...loud, foreignWaybills: 1e300 } },
  })) {
    const [read] = decoded({ schema: findingsSchemaName, findings: [{ ...accountDay, ...changes }] })
    expect(read).toMatchObject({
      kind: 'reject',
      reject: {
        reason: 'invalid',
        pointer: `/findings/0/${field}`,
        detail: expect.stringMatching(/^must be at most/),
      },
    })
  }
})
