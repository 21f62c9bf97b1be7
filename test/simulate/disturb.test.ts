import { expect, test } from 'vitest'

import { auditEventSchema } from '../../src/contract/audit-event.ts'
import { compileCheck } from '../../src/contract/compile-check.ts'
import { eventLine } from '../../src/simulate/output/event-line.ts'
import { labelsOf, run, small, usualRun, type Run } from './run.ts'

const plain = usualRun()
const isAuditEvent = compileCheck(auditEventSchema)

test('late events are as many as asked, at most six hours late, and none is lost', () => {
  const { events } = run({ ...small, late: 0.05 })
  let newest = 0
  let late = 0
  let latest = 0
  for (const { at } of events) {
    if (at < newest) late++
    latest = Math.max(latest, newest - at)
    newest = Math.max(newest, at)
  }
  expect(latest).toBeLessThanOrEqual(6 * 3_600_000)
  // An event that is only seconds late may still arrive before its successor.
  expect(late / events.length).toBeGreaterThan(0.04)
  expect(late / events.length).toBeLessThan(0.055)
  expect(events.map(({ event }) => event.eventId).toSorted()).toEqual(
    plain.events.map(({ event }) => event.eventId).toSorted(),
  )
})

test('duplicates are as many as asked, equal to the first and labelled once', () => {
  const { events, labels } = run({ ...small, duplicates: 0.03 })
  const first = new Map<string, string>()
  const different: string[] = []
  let copies = 0
  for (const { event } of events) {
    const line = eventLine(event)
    const seen = first.get(event.eventId)
    if (seen === undefined) first.set(event.eventId, line)
    else {
      copies++
      if (line !== seen) different.push(line)
    }
  }
  expect(different).toEqual([])
  expect(copies / plain.events.length).toBeGreaterThan(0.027)
  expect(copies / plain.events.length).toBeLessThan(0.033)
  expect(labelsOf(labels, 'theft-event').length).toBe(labelsOf(plain.labels, 'theft-event').length)
})

test('what comes late comes late whatever else is wrong with the log', () => {
  const inOrder = ({ events }: Run): string =>
    [...new Set(events.map(({ event }) => event.eventId))].join('\n')
  const late = run({ ...small, late: 0.05 })
  const wrong = run({ ...small, late: 0.05, duplicates: 0.03, garbage: 0.02 })
  // The texts are long: what differs is not worth the minutes that showing it takes.
  expect(inOrder(wrong) === inOrder(late)).toBe(true)
})

test('the same look-ups come twice, and the same lines are rubbish, whatever comes late', () => {
  const copied = ({ events }: Run): string[] => {
    const seen = new Set<string>()
    return events.flatMap(({ event: { eventId } }) => {
      if (seen.has(eventId)) return [eventId]
      seen.add(eventId)
      return []
    })
  }
  const wrong = { ...small, duplicates: 0.03, garbage: 0.02 }
  const [inTime, late] = [run(wrong), run({ ...wrong, late: 0.05 })]
  expect(copied(late).toSorted()).toEqual(copied(inTime).toSorted())
  expect(late.garbage).toEqual(inTime.garbage)
})

test('garbage is as much as asked; it is no JSON, breaks the contract, or says an impossible time', () => {
  const { events, garbage } = run({ ...small, garbage: 0.02 })
  expect(events.length).toBe(plain.events.length)
  expect(garbage.length / events.length).toBeGreaterThan(0.018)
  expect(garbage.length / events.length).toBeLessThan(0.022)
  const accepted = garbage.filter((line) => isScorable(line))
  expect(accepted).toEqual([])
})

function isScorable(line: string): boolean {
  const value = parse(line)
  if (!isAuditEvent(value)) return false
  return Number(new Date(value.occurredAt)) < Date.UTC(2027, 0, 1)
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
