import { expect, test } from 'vitest'

import { labelsOf, open, quantile, run, small } from './run.ts'

/** A part of the set that detection is judged on, with every kind of theft. */
const { events, labels } = run({ accounts: 200, days: 18 })
const byId = new Map(events.map((seen) => [seen.event.eventId, seen]))
const thefts = labelsOf(labels, 'theft')
const theftEvents = labelsOf(labels, 'theft-event')

test('the company comes first, then every account that has events', () => {
  expect(labels[0]).toMatchObject({ kind: 'company', scenario: 'company', accounts: 200, days: 18, seed: 1 })
  const known = new Set(labelsOf(labels, 'account').map(({ accountId }) => accountId))
  expect(known.size).toBe(200)
  expect(events.every(({ event }) => known.has(event.accountId))).toBe(true)
})

test('in its own size the company has 25 thefts, and no more where it is larger; every theft has events', () => {
  expect(labelsOf(open({}), 'theft').length).toBe(25)
  expect(labelsOf(open({ accounts: 1_200 }), 'theft').length).toBe(25)
  const played = new Set(theftEvents.map(({ theft }) => theft))
  expect(thefts.map(({ id }) => id).filter((id) => !played.has(id))).toEqual([])
})

test('every event of a theft exists, exposes what its label says, and lies within its theft', () => {
  const theftOf = new Map(thefts.map((theft) => [theft.id, theft]))
  const isRight = ({ theft: id, eventId, accountId, records }: (typeof theftEvents)[number]): boolean => {
    const [theft, seen] = [theftOf.get(id), byId.get(eventId)]
    if (theft === undefined || seen === undefined) return false
    const { waybills = [], recordCount = 0, outcome } = seen.event
    const shown = outcome === 'found' ? Math.max(waybills.length, recordCount) : 0
    const isWithin = seen.at >= Date.parse(theft.from) && seen.at <= Date.parse(theft.to)
    return (
      isWithin &&
      seen.event.accountId === accountId &&
      theft.accounts.includes(accountId) &&
      records === shown
    )
  }
  expect(theftEvents.filter((label) => !isRight(label))).toEqual([])
})

test('a thief has an honest history, except where the theft is that there is none', () => {
  const stolen = new Set(theftEvents.map(({ eventId }) => eventId))
  for (const { accounts, from, name } of thefts) {
    const before = events.filter(
      ({ event, at }) =>
        accounts.includes(event.accountId) && at < Date.parse(from) && !stolen.has(event.eventId),
    )
    const startedWithin = before.every(({ at }) => at > Date.parse(from) - 86_400_000)
    if (name === 'malicious-from-day-one') expect(startedWithin).toBe(true)
    else expect(before.length, name).toBeGreaterThan(10)
  }
})

test('an account meets one theft, and no thief is an oddity of its own', () => {
  const thieves = thefts.flatMap(({ accounts }) => accounts)
  expect(new Set(thieves).size).toBe(thieves.length)
  const personal = labelsOf(labels, 'oddity').filter(({ accounts }) => accounts.length === 1)
  expect(personal.flatMap(({ accounts }) => accounts).filter((account) => thieves.includes(account))).toEqual(
    [],
  )
})

test('a harvest takes distinct waybills', () => {
  const stolen = new Set(theftEvents.map(({ eventId }) => eventId))
  const taken = events
    .flatMap(({ event }) => (stolen.has(event.eventId) ? (event.waybills ?? []) : []))
    .map(({ no }) => no)
  expect(new Set(taken).size / taken.length).toBeGreaterThan(0.97)
})

test('decoys are touched by the theft of decoys only', () => {
  const company = labelsOf(labels, 'company')[0]
  const decoys = new Set(company?.honeyWaybills)
  const touching = events.filter(({ event }) => event.waybills?.some(({ no }) => decoys.has(no)))
  const thief = thefts.find(({ name }) => name === 'honey-waybill')?.accounts
  expect(touching.length).toBeGreaterThan(0)
  expect(new Set(touching.map(({ event }) => event.accountId))).toEqual(new Set(thief))
})

test('a fifth of the strength brings thefts below what the rent pays', () => {
  const weak = run({
    ...small,
    strength: 0.2,
    thefts: ['low-and-slow', 'rented-account', 'ring', 'two-places', 'dormant-wakes'],
  })
  const perDay = new Map<string, number>()
  const day = new Map(weak.events.map(({ event }) => [event.eventId, event.occurredAt.slice(0, 10)]))
  for (const { theft, eventId, records } of labelsOf(weak.labels, 'theft-event')) {
    const key = `${theft} ${day.get(eventId)}`
    perDay.set(key, (perDay.get(key) ?? 0) + records)
  }
  expect(quantile([...perDay.values()], 0.9)).toBeLessThan(500)
})
