import { expect, test } from 'vitest'

import { tactics } from '../../src/simulate/options.ts'
import { run, small, type Seen } from './run.ts'

const theftsOf = (name: (typeof tactics)[number]) => {
  const { events, labels } = run({ ...small, tactics: name, thefts: ['low-and-slow'] })
  const ids = new Set(labels.flatMap((label) => (label.kind === 'theft-event' ? [label.eventId] : [])))
  const isTheft = ({ event }: Seen) => ids.has(event.eventId)
  return { taken: events.filter(isTheft), honest: events.filter((seen) => !isTheft(seen)) }
}

/** How many of the looked-up waybills pass the outlet that most of them pass, beside the account's own. */
const largestShare = (seen: readonly Seen[]): number => {
  const foreign = seen
    .flatMap(({ event }) => (event.waybills ?? []).map(({ outletIds = [] }) => ({ event, outletIds })))
    .filter(({ event, outletIds }) => !outletIds.some((id) => id === event.outletId))
  const counts = new Map<string, number>()
  for (const { outletIds } of foreign)
    for (const id of new Set(outletIds)) counts.set(id, (counts.get(id) ?? 0) + 1)
  return Math.max(...counts.values()) / foreign.length
}

const plain = theftsOf('plain')

test('a plain thief writes no tickets, and takes from everywhere', () => {
  expect(plain.taken.length).toBeGreaterThan(200)
  expect(plain.taken.every(({ event }) => event.ticketId === undefined)).toBe(true)
  expect(largestShare(plain.taken)).toBeLessThan(0.6)
})

test('with tickets each look-up of a theft has one of its own, and honest work is as it was', () => {
  const { taken, honest } = theftsOf('tickets')
  expect(new Set(taken.map(({ event }) => event.ticketId)).size).toBe(taken.length)
  expect(honest).toEqual(plain.honest)
})

test('with a neighbour all that is foreign is of one outlet, and honest work is as it was', () => {
  const { taken, honest } = theftsOf('neighbour')
  expect(largestShare(taken)).toBe(1)
  expect(honest).toEqual(plain.honest)
})
