import { expect, test } from 'vitest'

import { createDecoder } from '../../../src/pipeline/decode/decode.ts'
import { event, lookUpOf, options, recordOf } from '../records.ts'

const decode = createDecoder(options)

test('a look-up has the defaults of the contract, and null for what the log does not say', () => {
  expect(lookUpOf(event)).toMatchObject({
    eventId: event.eventId,
    occurredAt: Date.parse(event.occurredAt),
    accountId: 'HB03110023',
    outletId: 'HB-HD-031',
    action: 'query',
    outcome: 'found',
    records: 1,
    role: null,
    regionCode: null,
    ticketId: null,
    sourceIp: null,
    deviceId: null,
    sessionId: null,
    userAgent: null,
    channel: null,
  })
})

test('every field of the contract reaches the look-up', () => {
  const said = {
    accountRole: 'outlet-clerk',
    regionCode: 'CN-HE',
    action: 'reveal',
    outcome: 'denied',
    ticketId: 't-1',
  }
  const from = {
    sourceIp: '10.0.0.1',
    deviceId: 'pda-1',
    sessionId: 's-1',
    userAgent: 'browser',
    channel: 'web',
  }
  const { accountRole, ...rest } = said
  expect(lookUpOf({ ...event, ...said, ...from })).toMatchObject({ ...rest, ...from, role: accountRole })
})

test('both forms of occurredAt give the same instant', () => {
  const occurredAt = Date.parse(event.occurredAt)
  expect(lookUpOf({ ...event, occurredAt }).occurredAt).toBe(lookUpOf(event).occurredAt)
})

test('an empty text says as little as an absent one', () => {
  expect(lookUpOf({ ...event, outletId: '', deviceId: '', accountRole: '' })).toMatchObject({
    outletId: null,
    deviceId: null,
    role: null,
    waybills: [{ reach: 'unknown' }],
  })
})

test.each(['pda-\ud800', 'pda-\udc01'])(
  'half a letter of what accounts share is replaced, as in the store',
  (id) => {
    const said = { outletId: id, sourceIp: id, deviceId: id, waybills: [{ no: '1', outletIds: [id] }] }
    const kept = 'pda-\ufffd'
    expect(lookUpOf({ ...event, ...said })).toMatchObject({
      outletId: kept,
      sourceIp: kept,
      deviceId: kept,
      waybills: [{ reach: 'own' }],
    })
  },
)

test.each([
  ['one waybill', { waybills: [{ no: '1' }] }, 1],
  ['a list', { waybills: [{ no: '1' }, { no: '2' }, { no: '2' }] }, 3],
  ['a count alone', { waybills: undefined, recordCount: 20 }, 20],
  ['a count above the list', { waybills: [{ no: '1' }], recordCount: 20 }, 20],
  ['a count below the list', { waybills: [{ no: '1' }, { no: '2' }], recordCount: 1 }, 2],
  ['an empty list', { waybills: [] }, 0],
  ['nothing found', { outcome: 'not_found', recordCount: 20 }, 0],
  ['denied', { outcome: 'denied' }, 0],
])('records exposed by %s', (_, changes, records) => {
  expect(lookUpOf({ ...event, ...changes }).records).toBe(records)
})

test.each([
  ['own', 'HB-HD-031', ['SH-QP-002', 'HB-HD-031'], 'own'],
  ['foreign', 'HB-HD-031', ['SH-QP-002'], 'foreign'],
  ['unknown: the account has no outlet', undefined, ['SH-QP-002'], 'unknown'],
  ['unknown: the log does not say the outlets', 'HB-HD-031', undefined, 'unknown'],
  ['unknown: the log says no outlet', 'HB-HD-031', [], 'unknown'],
  ['unknown: the log has only empty outlets', 'HB-HD-031', ['', ''], 'unknown'],
  ['foreign: what is empty is no outlet', 'HB-HD-031', ['SH-QP-002', ''], 'foreign'],
])('a waybill is %s', (_, outletId, outletIds, reach) => {
  expect(lookUpOf({ ...event, outletId, waybills: [{ no: '1', outletIds }] }).waybills[0]?.reach).toBe(reach)
})

test('no waybill number, and no part of one, is in a look-up', () => {
  const numbers = ['YT1234567890123', '7777777777', 'SF-ABC-998877']
  const text = JSON.stringify(lookUpOf({ ...event, waybills: numbers.map((no) => ({ no })) }))
  for (const no of numbers) expect(text).not.toContain(no.slice(2, 8))
})

test('the same number has the same token in every event and decoder', () => {
  const again = { ...event, eventId: 'another', accountId: 'another' }
  expect(lookUpOf(again).waybills).toEqual(lookUpOf(event).waybills)
  expect(lookUpOf(again).eventLo).not.toBe(lookUpOf(event).eventLo)
})

test('an event of a megabyte, 10,000 waybills in it, is decoded', () => {
  const waybills = Array.from({ length: 10_000 }, (_, at) => ({
    no: `YT${at}`.padEnd(64, 'x'),
    outletIds: ['A'],
  }))
  expect(lookUpOf({ ...event, waybills }).waybills).toHaveLength(10_000)
})

test('a byte-order mark before an event is passed over', () => {
  expect(decode(recordOf(`\ufeff${JSON.stringify(event)}`)).kind).toBe('look-up')
})
