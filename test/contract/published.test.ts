import addFormats from 'ajv-formats'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'

import { alertSchema } from '../../src/contract/alert.ts'
import { auditEventSchema } from '../../src/contract/audit-event.ts'
import { compileCheck } from '../../src/contract/compile-check.ts'
import { coverageRecordSchema, type CoverageRecord } from '../../src/contract/coverage.ts'
import { findingsRecordSchema } from '../../src/contract/finding.ts'
import { mappingSchema } from '../../src/contract/mapping-schema.ts'
import { rejectRecordSchema, type RejectRecord } from '../../src/contract/reject.ts'

const coverage: CoverageRecord = {
  schema: 'waywarden.coverage/1',
  topic: 'waybill.queries',
  lane: 3,
  throughOffset: '42',
  throughEventTime: '2026-03-02T02:15:00.000Z',
  read: 42,
  counted: 30,
  duplicates: 2,
  late: 1,
  rejected: { not_json: 10 },
  lost: 0,
  policyVersion: 'sha256:0',
}
const reject: RejectRecord = {
  schema: 'waywarden.reject/1',
  topic: 'waybill.queries',
  partition: 3,
  offset: '41',
  reason: 'not_json',
  detail: 'is not one JSON text in UTF-8',
  digest: `sha256:${'0'.repeat(64)}`,
}

test.each([
  ['audit event', auditEventSchema],
  ['alert', alertSchema],
  ['finding', findingsRecordSchema],
  ['reject', rejectRecordSchema],
  ['coverage', coverageRecordSchema],
  ['mapping', mappingSchema],
])('the published schema of the %s is JSON Schema 2020-12 without unknown keywords', (_, definition) => {
  const ajv = new Ajv2020({ strictSchema: true, strictTypes: false, strictRequired: false })
  addFormats.default(ajv)
  const published = JSON.parse(JSON.stringify(definition)) as object
  expect(ajv.validateSchema(published)).toBe(true)
  expect(() => ajv.compile(published)).not.toThrow()
})

test.each([
  ['coverage', coverageRecordSchema, coverage],
  ['reject', rejectRecordSchema, reject],
])('a %s record fits its schema, and with a field of another kind it does not', (_, definition, record) => {
  const check = compileCheck(definition)
  expect(check(record)).toBe(true)
  expect(check({ ...record, schema: 'waywarden.other/1' })).toBe(false)
  expect(check({ ...record, topic: 7 })).toBe(false)
})

test('a coverage record of a lane that has scored nothing yet fits its schema', () => {
  expect(compileCheck(coverageRecordSchema)({ ...coverage, throughEventTime: null, rejected: {} })).toBe(true)
})

type Described = {
  readonly description?: string
  readonly properties?: Readonly<Record<string, Described>>
  readonly items?: Described
}

const withoutDescription = ({ properties = {}, items }: Described, at = ''): readonly string[] => [
  ...Object.entries(properties).flatMap(([name, field]) => [
    ...(field.description === undefined ? [`${at}/${name}`] : []),
    ...withoutDescription(field, `${at}/${name}`),
  ]),
  ...(items === undefined ? [] : withoutDescription(items, `${at}/*`)),
]

test.each([
  ['audit event', auditEventSchema],
  ['alert', alertSchema],
  ['reject', rejectRecordSchema],
  ['coverage', coverageRecordSchema],
])('the published schema of the %s says of each field what it is', (_, definition) => {
  expect(withoutDescription(definition as Described)).toEqual([])
})
