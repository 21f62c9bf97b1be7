import { createHash } from 'node:crypto'

import { expect, test } from 'vitest'

import { compileMapping } from '../../../src/pipeline/decode/mapping.ts'
import { gatewayMapping, serviceMapping } from '../../contract/mappings.ts'
import { lookUpOf, rejectOf } from '../records.ts'

const serviceEvent = {
  traceId: 'f00d-1',
  ts: 1_772_417_700.5,
  user: { loginName: 'HB0311', post: '客服', site: { code: 'HB-HD-031' } },
  operation: 'SHOW_PHONE',
  resultCode: 0,
  bill: { billCode: 'YT1234567890123', sendSite: 'SH-QP-002', dispatchSite: null, transit: ['GD-GZ-114'] },
  client: { ip: '10.0.0.1' },
}

const gatewayEvent = {
  'log.id': 991_002_003,
  '@timestamp': '2026-03-02 10:15:00.123',
  'staff/no': 120_034,
  'event.action': 'dump',
  rows: ['YT1234567890123', 1_234_567_890_124],
  'total~': '20000',
}

test('the log of a query service becomes look-ups', () => {
  expect(lookUpOf(serviceEvent, { mapping: serviceMapping })).toMatchObject({
    eventId: 'f00d-1',
    occurredAt: 1_772_417_700_500,
    accountId: 'HB0311',
    role: 'customer-service',
    outletId: 'HB-HD-031',
    action: 'reveal',
    outcome: 'found',
    records: 1,
    sourceIp: '10.0.0.1',
    channel: 'crm',
    waybills: [{ reach: 'foreign', outletIds: ['SH-QP-002', 'GD-GZ-114'] }],
  })
})

test('the audit of a database gateway becomes look-ups', () => {
  const lookUp = lookUpOf(gatewayEvent, { mapping: gatewayMapping })
  expect(lookUp).toMatchObject({
    eventId: '991002003',
    occurredAt: Date.parse('2026-03-02T10:15:00.123+08:00'),
    accountId: '120034',
    action: 'export',
    outcome: 'found',
    records: 20_000,
    waybills: [{ reach: 'unknown', outletIds: null }, {}],
  })
})

test('a mapped waybill has the token that the same number has in an event of the contract', () => {
  const own = {
    eventId: 'e',
    occurredAt: 1_772_417_700_000,
    accountId: 'a',
    waybills: [{ no: 'YT1234567890123' }],
  }
  const { hi, lo } = lookUpOf(own).waybills[0] ?? {}
  expect(lookUpOf(gatewayEvent, { mapping: gatewayMapping }).waybills[0]).toMatchObject({ hi, lo })
})

test.each([
  [
    'a word that the values do not name keeps',
    { user: { ...serviceEvent.user, post: 'driver' } },
    { role: 'driver' },
  ],
  ['a word that otherwise catches', { resultCode: 500 }, { outcome: 'denied', records: 0 }],
  ['an absent field stays absent', { client: {} }, { sourceIp: null }],
  ['null is absent', { client: { ip: null } }, { sourceIp: null }],
  ['an empty text is absent', { client: { ip: '' } }, { sourceIp: null }],
  [
    'so it is where another word stands in for all others',
    { resultCode: '' },
    { outcome: 'found', records: 1 },
  ],
  ['a field where an object is missing is absent', { client: 7 }, { sourceIp: null }],
])('%s', (_, changes, expected) => {
  expect(lookUpOf({ ...serviceEvent, ...changes }, { mapping: serviceMapping })).toMatchObject(expected)
})

test.each([
  ['no id', { traceId: undefined }, '/eventId', 'is required'],
  ['an id that is an object', { traceId: {} }, '/eventId', 'must be a string'],
  ['an id too great to be exact', { traceId: 2 ** 60 }, '/eventId', 'must be a string'],
  ['an action that the values do not name', { operation: 'DELETE' }, '/action', /must be one of/],
  ['a time in words', { ts: 'now' }, '/occurredAt', /date and time/],
  ['a waybill without number', { bill: { sendSite: 'A' } }, '/waybills/0/no', 'is required'],
  ['no waybill', { bill: null }, '', /recordCount is required/],
])('%s is rejected in the words of the contract', (_, changes, pointer, rule) => {
  const reject = rejectOf({ ...serviceEvent, ...changes }, { mapping: serviceMapping })
  expect(reject).toMatchObject({ reason: 'invalid', pointer })
  expect(reject.detail).toMatch(rule)
})

test.each([
  ['no waybill', { rows: '', 'total~': '3' }, { waybills: [], records: 3 }],
  ['no count', { rows: ['YT1234567890123'], 'total~': '' }, { records: 1 }],
])('an empty column says that there is %s', (_, changes, expected) => {
  expect(lookUpOf({ ...gatewayEvent, ...changes }, { mapping: gatewayMapping })).toMatchObject(expected)
})

test.each([
  ['from the future', { ts: 1_772_417_700 + 366 * 86_400 }, '(mapped from /ts)'],
  ['too late', { ts: 1_772_417_700 - 366 * 86_400 }, '(mapped from /ts)'],
  ['by half a letter', { user: { loginName: '\ud800' } }, '(mapped from /user/loginName)'],
])('a look-up %s is rejected with the place in the log', (_, changes, place) => {
  expect(rejectOf({ ...serviceEvent, ...changes }, { mapping: serviceMapping }).detail).toContain(place)
})

test('no client hides an event by a text longer than the contract allows: it is cut, in whole characters', () => {
  const mapping = { ...serviceMapping, userAgent: '/client/agent', deviceId: '/client/device' }
  const client = { ip: '1, '.repeat(30), agent: '\u{1f4e6}'.repeat(513), device: 'd'.repeat(5_000) }
  expect(lookUpOf({ ...serviceEvent, client }, { mapping })).toMatchObject({
    sourceIp: '1, '.repeat(30).slice(0, 64),
    userAgent: '\u{1f4e6}'.repeat(512),
    deviceId: 'd'.repeat(128),
  })
})

test('no client hides an event by what is no text, as where it sends a header twice', () => {
  const mapping = {
    ...serviceMapping,
    ticketId: '/ticket',
    deviceId: '/client/device',
    channel: '/client/app',
  }
  const sent = {
    ticket: 1e25,
    client: {
      ip: ['10.0.0.1', '10.0.0.2'],
      device: ['D-1', null, { id: 'D-2' }, ['D-3'], 7],
      app: { name: 'x' },
    },
  }
  expect(lookUpOf({ ...serviceEvent, ...sent }, { mapping })).toMatchObject({
    ticketId: '1e+25',
    sourceIp: '10.0.0.1, 10.0.0.2',
    deviceId: 'D-1, 7',
    channel: null,
  })
  const many = { client: { ip: Array.from({ length: 1_000 }, () => '10.0.0.1') }, ticket: [] }
  expect(lookUpOf({ ...serviceEvent, ...many }, { mapping })).toMatchObject({ ticketId: null })
})

test('a place of a text at which there are only objects is missed', () => {
  const { map, missed } = compileMapping({ ...serviceMapping, channel: '/client' })
  map(serviceEvent, () => 'e')
  expect(missed()).toContain('/client (channel)')
})

test('a reject also says where in the log the field was looked for', () => {
  const detailOf = (changes: object) =>
    rejectOf({ ...serviceEvent, ...changes }, { mapping: serviceMapping }).detail
  expect(detailOf({ user: {} })).toBe('is required (mapped from /user/loginName)')
  expect(detailOf({ bill: { sendSite: 'A' } })).toBe('is required (mapped from /billCode in /bill)')
  expect(detailOf({ bill: { billCode: 'YT1', sendSite: 7.5 } })).toBe(
    'must be a string or a whole number below 2^53 (mapped from /sendSite, /dispatchSite, /transit in /bill)',
  )
  const tooMany = Array.from({ length: 10_001 }, () => ({ billCode: 'YT1' }))
  expect(detailOf({ bill: tooMany })).toBe('must have at most 10000 items (mapped from /bill)')
  expect(rejectOf({ ...gatewayEvent, rows: [{}] }, { mapping: gatewayMapping }).detail).toBe(
    'must be a string or a whole number below 2^53 (mapped from /rows)',
  )
  const flat = { ...serviceMapping, waybills: { pointer: '', no: '/code' } }
  expect(rejectOf(serviceEvent, { mapping: flat }).detail).toBe(
    'is required (mapped from /code in the whole event)',
  )
  expect(rejectOf({}).detail).toBe('is required')
})

test.each([
  ['seconds', 1_772_417_700.5],
  ['milliseconds', 1_772_417_700_500],
  ['microseconds', '1772417700500999'],
  ['nanoseconds', '1772417700500123456'],
] as const)('a time in %s is known to the millisecond', (unit, ts) => {
  const mapping = { ...serviceMapping, occurredAt: { pointer: '/ts', unit } }
  expect(lookUpOf({ ...serviceEvent, ts }, { mapping }).occurredAt).toBe(1_772_417_700_500)
  expect(rejectOf({ ...serviceEvent, ts: 1e30 }, { mapping }).detail).toContain('after the record')
})

test('where the log has no ids a keyed digest of an event is its id, so that nobody finds its waybill by trying all numbers', () => {
  const { eventId: _, ...mapping } = serviceMapping
  const idOf = (event: object, options = {}) => lookUpOf(event, { mapping, ...options }).eventId
  const digest = createHash('sha256').update(JSON.stringify(serviceEvent)).digest('hex')
  expect(idOf(serviceEvent)).toMatch(/^hmac-sha256:[0-9a-f]{64}$/)
  expect(idOf(serviceEvent)).not.toContain(digest)
  expect(idOf(serviceEvent, { tokenKey: Buffer.from('another secret of 16 bytes or more') })).not.toBe(
    idOf(serviceEvent),
  )
  expect(idOf(serviceEvent)).toBe(idOf({ ...serviceEvent }))
  expect(idOf({ ...serviceEvent, ts: 1_772_417_701 })).not.toBe(idOf(serviceEvent))
})

test('a pointer finds only what the log itself says, nothing of a prototype', () => {
  const { map: mapping } = compileMapping({
    ...gatewayMapping,
    channel: '/constructor/name',
    deviceId: '/__proto__/x',
    sessionId: '/toString',
    userAgent: '/agents/length',
  })
  const map = (event: unknown) => mapping(event, () => 'no digest is asked for')
  expect(map({})).toEqual({})
  expect(map({ agents: ['a', 'b'] })).toEqual({})
  expect(map({ agents: { length: 'its own' } })).toEqual({ userAgent: 'its own' })
  expect(map(JSON.parse('{"__proto__":{"x":"own"}}'))).toEqual({ deviceId: 'own' })
  expect(map(null)).toEqual({})
  expect(map('text')).toEqual({})
})

test('places at which no event has had anything are named', () => {
  const waybills = { pointer: '/bill', no: '/billCode', outletIds: ['/sendSite', '/frm'] }
  const { map, missed } = compileMapping({ ...serviceMapping, accountRole: '/user/pst', waybills })
  const ask = (event: unknown) => map(event, () => 'no digest is asked for')
  ask(serviceEvent)
  expect(missed()).toEqual(['/user/pst (accountRole)', '/frm (waybills.outletIds)'])
  ask({ ...serviceEvent, user: { pst: 'clerk' } })
  expect(missed()).toEqual(['/frm (waybills.outletIds)'])
})

test('values of which none has come are named, where another word stands in for them', () => {
  const { map, missed } = compileMapping({
    ...serviceMapping,
    accountRole: { pointer: '/user/post', values: { chief: 'manager' }, otherwise: 'clerk' },
    outcome: { pointer: '/result', values: { OK: 'found', NONE: 'not_found' }, otherwise: 'denied' },
  })
  const ask = (result: string, post: string) =>
    map({ ...serviceEvent, result, user: { ...serviceEvent.user, post } }, () => 'no digest is asked for')
  const outcome = '/result (outcome) that means found'
  const role = '/user/post (accountRole) among its values'
  ask('NONE', 'cheif')
  expect(missed()).toEqual(expect.arrayContaining([role, outcome]))
  ask('found', 'chief')
  expect(missed()).not.toContain(role)
  expect(missed()).toContain(outcome)
  ask('OK', 'chief')
  ask('found', 'chief')
  expect(missed()).not.toContain(outcome)
})

test('an empty text is a word only where the values name it', () => {
  const outcome = {
    pointer: '/result',
    values: { OK: 'found', '': 'not_found' },
    otherwise: 'denied',
  } as const
  expect(lookUpOf({ ...serviceEvent, result: '' }, { mapping: { ...serviceMapping, outcome } }).outcome).toBe(
    'not_found',
  )
})

test('a date-time with an offset of its own keeps it', () => {
  const event = { ...gatewayEvent, '@timestamp': '2026-03-02T02:15:00Z' }
  expect(lookUpOf(event, { mapping: gatewayMapping }).occurredAt).toBe(Date.parse('2026-03-02T02:15:00Z'))
})

test.each(['2026/03/02 10:15:00.5', '2026/03/02 02:15:00.5Z', '2026-03-02 10:15:00,5'])(
  'a date may have slashes, and a fraction a comma: %s',
  (ts) => {
    expect(lookUpOf({ ...gatewayEvent, '@timestamp': ts }, { mapping: gatewayMapping }).occurredAt).toBe(
      Date.parse('2026-03-02T10:15:00.5+08:00'),
    )
  },
)

test('a log of local times is not asked for an offset where it has no time', () => {
  const detailOf = (ts: string, occurredAt: { pointer: string; offset?: string }) =>
    rejectOf({ ...serviceEvent, ts }, { mapping: { ...serviceMapping, occurredAt } }).detail
  const local = { pointer: '/ts', offset: '+08:00' }
  for (const ts of ['2026-03-02 25:15:00', '02.03.2026 10:15:00'])
    expect(detailOf(ts, local)).toBe(
      'must be a date and time (RFC 3339), with or without offset (mapped from /ts)',
    )
  expect(detailOf('2026-03-02 10:15:00', { pointer: '/ts' })).toBe(
    'must be a date and time with offset (RFC 3339) (mapped from /ts)',
  )
})

test('a time in digits may be a text', () => {
  const event = { ...serviceEvent, ts: '1772417700' }
  expect(lookUpOf(event, { mapping: serviceMapping }).occurredAt).toBe(1_772_417_700_000)
})

test('a number that is empty or too long does not take the others of its look-up with it', () => {
  const bills = ['YT1', '', 'A'.repeat(65), 'A'.repeat(66)]
  const { map } = compileMapping({ ...gatewayMapping, waybills: { pointer: '/bills', no: '' } })
  const { waybills } = map({ bills }, () => 'e') as { waybills: { no: string }[] }
  expect(waybills.map(({ no }) => no)).toEqual([
    'YT1',
    expect.stringMatching(/^[0-9a-f]{64}$/),
    expect.stringMatching(/^[0-9a-f]{64}$/),
  ])
  expect(waybills[1]).not.toEqual(waybills[2])
})

test.each([
  ['a text', '/bills', 'YT1,YT2, YT3'],
  ['a text with other separators', '/bills', 'YT1;YT2|YT3'],
  ['lines', '/bills', 'YT1\r\nYT2\tYT3\n'],
  ['a text typed in Chinese', '/bills', 'YT1，YT2、YT3；'],
  ['texts of a list', '/bills', ['YT1', 'YT2, YT3']],
])('numbers that a log joins in %s are as many waybills', (_, waybills, bills) => {
  const joined = lookUpOf({ ...gatewayEvent, bills }, { mapping: { ...gatewayMapping, waybills } })
  const single = lookUpOf({ ...gatewayEvent, rows: ['YT1', 'YT2', 'YT3'] }, { mapping: gatewayMapping })
  expect(joined.waybills).toEqual(single.waybills)
})

test('blanks divide whole numbers, and not a number that is written in groups', () => {
  const countOf = (bills: string) =>
    lookUpOf({ ...gatewayEvent, bills }, { mapping: { ...gatewayMapping, waybills: '/bills' } }).waybills
      .length
  expect(countOf('YT7000000000001 YT7000000000002')).toBe(2)
  expect(countOf('7000 0000 0000 01')).toBe(1)
  expect(countOf('7000 0000 0000 01, 7000 0000 0000 02')).toBe(2)
  expect(countOf('YT7000000000001 7000 0000 0000 02 YT7000000000003')).toBe(3)
})

test('what nobody sees neither makes another number of one nor divides it', () => {
  const waybillsOf = (bills: string) =>
    lookUpOf({ ...gatewayEvent, bills }, { mapping: { ...gatewayMapping, waybills: '/bills' } }).waybills
  const [plain] = waybillsOf('YT7000000000001')
  const unseen = '\u200b'.repeat(64)
  expect(waybillsOf(`YT7000000000001${unseen}`)).toEqual([plain])
  expect(waybillsOf(`YT${unseen} 7000 ${unseen}0000 00001`)).toEqual([plain])
  expect(waybillsOf(`${unseen}YT7000000000001,YT7000000000001`)).toEqual([plain, plain])
  expect(waybillsOf(unseen)).toHaveLength(1)
})

test('numbers that one waybill joins all have its outlets', () => {
  const bill = { ...serviceEvent.bill, billCode: 'YT1,YT2' }
  const { waybills } = lookUpOf({ ...serviceEvent, bill }, { mapping: serviceMapping })
  expect(waybills.map(({ outletIds }) => outletIds)).toEqual([
    ['SH-QP-002', 'GD-GZ-114'],
    ['SH-QP-002', 'GD-GZ-114'],
  ])
})

test('no client hides an event by the separators that it types', () => {
  const rows = (typed: unknown) => lookUpOf({ ...gatewayEvent, rows: typed }, { mapping: gatewayMapping })
  expect(rows(' , ')).toMatchObject({ records: 20_000, waybills: [{}] })
  expect(rows(`,${'x,'.repeat(10_001)}YT1`).waybills).toHaveLength(10_000)
  expect(rows(Array.from({ length: 5_001 }, () => 'x,y')).waybills).toHaveLength(10_000)
  expect(rows(`${', ,'.repeat(10_001)}YT1,YT2`).waybills).toHaveLength(2)
  expect(rows(`${'x '.repeat(10_001)}YT7000000000001 YT7000000000002`).waybills).toHaveLength(3)
  expect(rows([...Array.from({ length: 10_002 }, () => ''), 'YT1']).waybills).toHaveLength(1)
})
