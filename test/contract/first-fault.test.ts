import { expect, test } from 'vitest'

import { auditEventSchema } from '../../src/contract/audit-event.ts'
import { firstFault } from '../../src/contract/first-fault.ts'

const event = { eventId: 'e-1', occurredAt: 0, accountId: 'a-1', recordCount: 1 }

test.each([
  [{ ...event, eventId: undefined }, '/eventId', 'is required'],
  [{ ...event, accountId: 5 }, '/accountId', 'must be a string'],
  [{ ...event, accountId: '' }, '/accountId', 'must not be empty'],
  [{ ...event, channel: 'x'.repeat(33) }, '/channel', 'must have at most 32 characters'],
  [{ ...event, action: 'delete' }, '/action', 'must be one of query, list, reveal, print, export'],
  [{ ...event, occurredAt: 'today' }, '/occurredAt', 'must be a date and time with offset (RFC 3339)'],
  [{ ...event, occurredAt: -1 }, '/occurredAt', 'must be at least 0'],
  [{ ...event, occurredAt: null }, '/occurredAt', 'must be a string or must be an integer'],
  [{ ...event, channel: '\u{1f4e6}'.repeat(33) }, '/channel', 'must have at most 32 characters'],
  [{ ...event, recordCount: 10_000_001 }, '/recordCount', 'must be at most 10000000'],
  [{ ...event, recordCount: 1.5 }, '/recordCount', 'must be an integer'],
  [{ ...event, recordCount: undefined }, '', 'waybills is required or recordCount is required'],
  [{ ...event, waybills: {} }, '/waybills', 'must be an array'],
  [{ ...event, waybills: [{ no: '1' }, { no: 2 }] }, '/waybills/1/no', 'must be a string'],
  [{ ...event, waybills: [{ no: '1', outletIds: ['a', 1] }] }, '/waybills/0/outletIds/1', 'must be a string'],
  [[], '', 'must be an object'],
  [null, '', 'must be an object'],
])('of %j the fault is at %j', (value, pointer, rule) => {
  expect(firstFault(auditEventSchema, value)).toEqual({ pointer, rule })
})

test('of too long a list the fault is the list', () => {
  const waybills = Array.from({ length: 10_001 }, () => ({ no: '1' }))
  const fault = { pointer: '/waybills', rule: 'must have at most 10000 items' }
  expect(firstFault(auditEventSchema, { ...event, waybills })).toEqual(fault)
})

test('a valid event has no fault', () => {
  expect(firstFault(auditEventSchema, event)).toBeNull()
  expect(firstFault(auditEventSchema, { ...event, channel: '\u{1f4e6}'.repeat(32) })).toBeNull()
})
