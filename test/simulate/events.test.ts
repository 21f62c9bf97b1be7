import { expect, test } from 'vitest'

import { eventLine } from '../../src/simulate/output/event-line.ts'
import { readReference, referenceCheck } from '../contract/reference.ts'
import { run, small, usualRun, type Run, type Seen } from './run.ts'

const isAuditEvent = referenceCheck(readReference('waybill-query-event.schema.json'))
const usual = usualRun()

test('every event is an audit event of the contract', () => {
  expect(usual.events.filter(({ event }) => !isAuditEvent(event))).toEqual([])
})

test('the line of an event is what JSON says of it', () => {
  const sorted = (event: object) =>
    JSON.stringify(Object.entries(event).toSorted(([left], [right]) => left.localeCompare(right)))
  const different = usual.events.filter(
    ({ event }) => sorted(JSON.parse(eventLine(event)) as object) !== sorted(event),
  )
  expect(different).toEqual([])
})

test('events come in order of event time, and say that time', () => {
  const wrong = usual.events.filter(
    ({ event, at }, index) => at < (usual.events[index - 1]?.at ?? 0) || Date.parse(event.occurredAt) !== at,
  )
  expect(wrong).toEqual([])
})

test('no two events share an id', () => {
  expect(new Set(usual.events.map(({ event }) => event.eventId)).size).toBe(usual.events.length)
})

test('all five actions, all three outcomes, lists and counts occur', () => {
  const seen = new Set(usual.events.flatMap(({ event }) => [event.action, event.outcome]))
  expect([...seen].toSorted()).toEqual(
    ['denied', 'export', 'found', 'list', 'not_found', 'print', 'query', 'reveal'].toSorted(),
  )
  expect(
    usual.events.some(({ event }) => event.waybills === undefined && event.recordCount !== undefined),
  ).toBe(true)
})

test('a number has the same way whoever looks it up', () => {
  const ways = new Map<string, string>()
  const different: string[] = []
  for (const { no, outletIds } of usual.events.flatMap(({ event }) => event.waybills ?? [])) {
    const way = String(outletIds)
    if ((ways.get(no) ?? way) !== way) different.push(no)
    ways.set(no, way)
  }
  expect(different).toEqual([])
})

test('what a log does not say is absent from every event, and the rest stays', () => {
  const bare = run({ ...small, outletIds: 'absent', roles: 'absent', devices: 'absent', addresses: 'absent' })
  const says = ({ event }: Seen) =>
    ['accountRole', 'deviceId', 'sessionId', 'userAgent', 'sourceIp'].some((field) => field in event) ||
    event.waybills?.some((waybill) => 'outletIds' in waybill) === true
  expect(bare.events.filter(says)).toEqual([])
  expect(bare.events.filter(({ event }) => !isAuditEvent(event))).toEqual([])
  const ids = ({ events }: Run) => events.map(({ event }) => event.eventId)
  expect(ids(bare)).toEqual(ids(usual))
})
