import { expect, test } from 'vitest'

import { mappingFaults } from '../../src/contract/mapping-faults.ts'
import { gatewayMapping, serviceMapping } from './mappings.ts'

test('a good mapping has no faults', () => {
  expect(mappingFaults(serviceMapping)).toEqual([])
  expect(mappingFaults(gatewayMapping)).toEqual([])
})

test('all faults of a mapping are listed at once, each with its place', () => {
  const mapping = {
    eventId: 'traceId',
    accountId: { constant: 'everyone' },
    accuontRole: '/role',
    action: { pointer: '/operation', values: { DEL: 'delete' }, othrwise: 'query' },
    outcome: { pointer: '/a', constant: 'found' },
    outletId: {},
    channel: { constant: 'web', values: {} },
    sourceIp: 7,
    'a/b~c': '/x',
    occurredAt: { pointer: '/ts', unit: 'minutes', offset: '8' },
  }
  const places = mappingFaults(mapping).map(({ pointer, rule }) => `${pointer}: ${rule}`)
  expect(places).toEqual([
    ': waybills or recordCount is required: no event is scored without either',
    '/eventId: must look like /user/id, a JSON Pointer',
    '/accountId: needs pointer',
    '/accountId/constant: is not known; known here: pointer',
    expect.stringMatching(/^\/accuontRole: is no field of the audit event; there are eventId, occurredAt/),
    '/action/othrwise: is not known; did you mean otherwise?',
    '/action/values/DEL: must be one of query, list, reveal, print, export',
    '/outcome: must have a pointer or a constant, not both',
    '/outletId: must have a pointer or a constant',
    '/channel: has a constant: values and otherwise go with a pointer',
    '/sourceIp: must look like /user/id, a JSON Pointer',
    expect.stringMatching(/^\/a~1b~0c: is no field/),
    '/occurredAt/unit: must be one of seconds, milliseconds, microseconds, nanoseconds',
    '/occurredAt/offset: must look like +08:00',
  ])
})

test('a field that takes no constant is not said to take one', () => {
  const mapping = { ...serviceMapping, eventId: {}, occurredAt: { unit: 'seconds' }, waybills: { no: '/no' } }
  expect(mappingFaults(mapping)).toEqual(
    ['/eventId', '/occurredAt', '/waybills'].map((pointer) => ({ pointer, rule: 'needs pointer' })),
  )
})

test('an offset beyond those in use is a fault of the mapping, not of every event', () => {
  const offsets = ['+08:00', '-09:30', '+14:00', 'Z', '+99:99', '+15:00', '+08:60']
  const faulty = offsets.filter(
    (offset) => mappingFaults({ ...serviceMapping, occurredAt: { pointer: '/ts', offset } }).length > 0,
  )
  expect(faulty).toEqual(['+99:99', '+15:00', '+08:60'])
})

test('a word that no event may have is a fault of the mapping, not of every event', () => {
  const channel = { constant: 'x'.repeat(33) }
  const accountRole = { pointer: '/post', values: { A: '\u{1f4e6}'.repeat(64), B: 'x'.repeat(65) } }
  const rule = (most: number) => `must not have more than ${most} characters`
  expect(mappingFaults({ ...serviceMapping, channel, accountRole })).toEqual([
    { pointer: '/accountRole/values/B', rule: rule(64) },
    { pointer: '/channel/constant', rule: rule(32) },
  ])
})

test('as many words as are wrong are faults', () => {
  const values = Object.fromEntries(Array.from({ length: 20 }, (_, nth) => [`word ${nth}`, 'nonsense']))
  const faults = mappingFaults({ ...serviceMapping, action: { pointer: '/operation', values } })
  expect(faults.map(({ pointer }) => pointer)).toEqual(
    Object.keys(values).map((word) => `/action/values/${word}`),
  )
})

test.each([null, [], 'mapping', 5])('%j is no mapping', (mapping) => {
  expect(mappingFaults(mapping)).toEqual([{ pointer: '', rule: 'must be a mapping of keys to values' }])
})

test('a mapping without what every event needs is refused', () => {
  expect(mappingFaults({}).map(({ pointer }) => pointer)).toEqual(['/occurredAt', '/accountId', ''])
})

test('outlets of waybills without the outlet of the account are refused: nothing could be foreign', () => {
  const { outletId, ...others } = serviceMapping
  expect(mappingFaults(others).map(({ pointer }) => pointer)).toEqual(['/outletId'])
  expect(mappingFaults({ ...others, waybills: '/bill' })).toEqual([])
  expect(mappingFaults({ ...others, outletId })).toEqual([])
})
