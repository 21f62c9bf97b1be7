import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { auditEventSchema } from '../../../src/contract/audit-event.ts'
import { compileCheck } from '../../../src/contract/compile-check.ts'
import { createDecoder } from '../../../src/pipeline/decode/decode.ts'
import { nearSchema } from '../../contract/near-schema.ts'
import { expectBothKinds, readReference, referenceCheck } from '../../contract/reference.ts'
import { decodeEvent, event, options, recordOf, rejectOf, timestampMs } from '../records.ts'

const decode = createDecoder(options)

test('an event is taken up to the allowed distance from its record, and rejected one millisecond beyond', () => {
  const at = (occurredAt: number) => ({ ...event, occurredAt })
  expect(decodeEvent(at(timestampMs + options.maxAheadMs)).kind).toBe('look-up')
  expect(decodeEvent(at(timestampMs - options.maxLatenessMs)).kind).toBe('look-up')
  expect(rejectOf(at(timestampMs + options.maxAheadMs + 1))).toMatchObject({
    reason: 'from_future',
    pointer: '/occurredAt',
  })
  expect(rejectOf(at(timestampMs - options.maxLatenessMs - 1))).toMatchObject({
    reason: 'too_late',
    pointer: '/occurredAt',
  })
  expect(rejectOf(at(1e300)).reason).toBe('from_future')
})

test.each([
  ['before 1970', '1969-12-31T23:59:59.999Z'],
  ['before the calendar', '0000-01-01T00:00:00Z'],
  ['from 2200 on', '2200-01-01T00:00:00Z'],
  ['of microseconds', 1_772_409_600_123_456],
  ['of nanoseconds', 1.7724096e18],
  ['of the digits of a date', 20_260_302_080_000],
])('a time %s is rejected, even where the record has no time to hold it against', (_, occurredAt) => {
  const timeless = { maxAheadMs: Infinity, maxLatenessMs: Infinity }
  expect(rejectOf({ ...event, occurredAt }, timeless)).toMatchObject({
    reason: 'invalid',
    pointer: '/occurredAt',
  })
})

test('an event of exactly the allowed size is decoded, one byte more is not even parsed', () => {
  const size = Buffer.byteLength(JSON.stringify(event))
  expect(decodeEvent(event, { maxEventBytes: size }).kind).toBe('look-up')
  expect(rejectOf(event, { maxEventBytes: size - 1 })).toMatchObject({ reason: 'too_large', pointer: null })
})

test.each([
  ['a tombstone', null, 'empty', null],
  ['no bytes', '', 'empty', null],
  ['white space', ' \n', 'not_json', null],
  ['a cut event', '{"eventId":"e-1"', 'not_json', null],
  ['two events', '{}{}', 'not_json', null],
  ['Latin-1', Buffer.from('{"eventId":"é"}', 'latin1'), 'not_json', null],
  ['null', 'null', 'invalid', ''],
  ['a list', '[]', 'invalid', ''],
  ['an empty object', '{}', 'invalid', '/eventId'],
  ['fields of a prototype', `{"__proto__":${JSON.stringify(event)}}`, 'invalid', '/eventId'],
  [
    'a number beyond numbers',
    JSON.stringify({ ...event, occurredAt: 0 }).replace(':0', ':1e400'),
    'invalid',
    '/occurredAt',
  ],
  [
    'a time without offset',
    JSON.stringify({ ...event, occurredAt: '2026-03-02T10:15:00' }),
    'invalid',
    '/occurredAt',
  ],
  ['neither list nor count', JSON.stringify({ ...event, waybills: undefined }), 'invalid', ''],
  [
    'half a letter in the account',
    JSON.stringify({ ...event, accountId: 'a\ud83d' }),
    'invalid',
    '/accountId',
  ],
])('%s is rejected', (_, value, reason, pointer) => {
  const decoded = decode(recordOf(value))
  expect(decoded).toMatchObject({ kind: 'reject', reject: { reason, pointer } })
})

test('whatever the bytes, the answer is a look-up or a reject, never an error', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.json().map((text) => Buffer.from(text)),
    fc
      .tuple(fc.nat(200), fc.nat(255))
      .map(([at, byte]) => Buffer.from(JSON.stringify(event)).fill(byte, at, at + 1)),
  )
  fc.assert(
    fc.property(bytes, (value) => {
      expect(['look-up', 'reject']).toContain(decode(recordOf(Buffer.from(value))).kind)
    }),
    { numRuns: 2000 },
  )
})

test('exactly what the reference schema takes is scored, where time and Unicode allow it', () => {
  const reference = readReference('waybill-query-event.schema.json')
  const isReference = referenceCheck(reference)
  const timeless = createDecoder({ ...options, maxAheadMs: Infinity, maxLatenessMs: Infinity })
  let valid = 0
  let total = 0
  fc.assert(
    fc.property(nearSchema(reference), (value) => {
      const expected = isReference(value)
      total += 1
      valid += expected ? 1 : 0
      const decoded = timeless(recordOf(JSON.stringify(value)))
      const isAllowed =
        decoded.kind === 'look-up' || !/well-formed Unicode|1970 and 2200/.test(decoded.reject.detail)
      expect(decoded.kind === 'look-up').toBe(expected && isAllowed)
    }),
    { numRuns: 1500, seed: 7 },
  )
  expectBothKinds(valid, total)
})

test('a reject says nothing that the event said', () => {
  const secret = 'Zhang San 13800138000'
  const isEvent = compileCheck(auditEventSchema)
  const fields = Object.keys(auditEventSchema.properties)
  const odd = fc.constantFrom<unknown>(secret, { [secret]: secret }, [secret], secret.repeat(50), [
    { no: secret.repeat(9) },
  ])
  fc.assert(
    fc.property(fc.constantFrom(...fields), odd, (field, value) => {
      const broken = { ...event, [field]: value }
      const decoded = decodeEvent(broken)
      expect(decoded.kind).toBe(isEvent(broken) ? 'look-up' : 'reject')
      if (decoded.kind === 'reject') expect(JSON.stringify(decoded)).not.toMatch(/Zhang|138/)
    }),
  )
})
