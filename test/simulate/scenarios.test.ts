import { expect, test } from 'vitest'

import { describeAll } from '../../src/simulate/describe.ts'
import { oddities } from '../../src/simulate/oddities/catalogue.ts'
import { scenarios } from '../../src/simulate/scenarios/catalogue.ts'
import { company } from '../../src/simulate/scenarios/company.ts'
import { thefts } from '../../src/simulate/thefts/catalogue.ts'
import { groupsOf, labelsOf, open, run } from './run.ts'

/** Every theft that the field knows, in its words, and the kind that plays it. */
const fieldThefts = {
  'night scraper on a new machine with consecutive numbers': 'night-scraper',
  "scraper inside office hours among the clerk's own work": 'office-hours-scraper',
  "low and slow at the rent's worth": 'low-and-slow',
  "own outlet's book at 3 to 5 times the usual": 'own-outlet-harvest',
  'boiling frog': 'boiling-frog',
  'a ring of five accounts on one machine': 'ring',
  'a dormant account waking up': 'dormant-wakes',
  'a few large exports': 'large-exports',
  'guessing numbers': 'number-guessing',
  'malicious from its first day': 'malicious-from-day-one',
  'list pages of twenty': 'list-pages',
  'unmasking far above peers': 'unmasking',
  'an account used in two places at once': 'two-places',
  'a honey waybill touched': 'honey-waybill',
  'slow theft at customer service': 'customer-service-drip',
  'an account rented out': 'rented-account',
}

const fieldOddities = {
  'a misrouted truck': 'misrouted-truck',
  'covering for a closed neighbour': 'covers-neighbour',
  'a complaint wave at customer service': 'complaint-wave',
  'a month-end reconciliation': 'month-end-reconciliation',
  'a new employee': 'new-employee',
  'a changed role': 'changed-role',
  'shared outlet addresses': 'shared-outlet-ip',
  'couriers on changing mobile addresses': 'mobile-ip',
  'new devices': 'new-device',
  'promotion days': 'promotion-day',
  'one courier at 4 to 5 times for a week': 'promotion-courier-week',
  'burst days that are real work': 'call-list',
  'labels printed in bulk': 'bulk-labels',
}

test('every theft of the field is in the catalogue and in the company', () => {
  const ordered = company.thefts.map(({ theft }) => theft.name)
  expect(ordered).toEqual(expect.arrayContaining(Object.values(fieldThefts)))
  expect(thefts.map(({ name }) => name)).toEqual(expect.arrayContaining(ordered))
})

test('every theft of the catalogue is played in some scenario', () => {
  const played = new Set(scenarios.flatMap((scenario) => scenario.thefts.map(({ theft }) => theft)))
  expect(thefts.filter((theft) => !played.has(theft)).map(({ name }) => name)).toEqual([])
})

test('every honest oddity of the field is in the catalogue, and happens in the honest company', () => {
  expect(oddities.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.values(fieldOddities)))
  const happened = new Set(labelsOf(open({ scenario: 'honest' }), 'oddity').map(({ name }) => name))
  expect(oddities.map(({ name }) => name).filter((name) => !happened.has(name))).toEqual([])
})

test('the list names everything once', () => {
  const text = describeAll()
  for (const { name } of [...scenarios, ...thefts, ...oddities]) expect(text).toContain(`  ${name} `)
})

test.each(['honest', 'promotion'])('%s has no theft', (scenario) => {
  expect(labelsOf(open({ scenario }), 'theft')).toEqual([])
})

test('the Hebei case: two rented accounts of neighbouring outlets, in a log that replays in seconds', () => {
  const { events, labels } = run({ scenario: 'hebei' })
  expect(events.length).toBeGreaterThan(100_000)
  expect(events.length).toBeLessThan(250_000)
  const thieves = labelsOf(labels, 'theft').flatMap(({ accounts }) => accounts)
  const robbed = labelsOf(labels, 'account').filter(({ accountId }) => thieves.includes(accountId))
  const numbers = robbed.map(({ outletId }) => Number(outletId.split('-')[1]))
  expect(new Set(numbers)).toEqual(new Set([4, 5]))
  const stolen = new Set(labelsOf(labels, 'theft-event').map(({ eventId }) => eventId))
  expect(stolen.size).toBeGreaterThan(4000)
  const devices = (isTheft: boolean) =>
    new Set(
      events.filter(({ event }) => stolen.has(event.eventId) === isTheft).map(({ event }) => event.deviceId),
    )
  const [tools, machines] = [devices(true), devices(false)]
  expect([...tools].filter((device) => machines.has(device))).toEqual([])
})

test('the slow ramp grows by what was asked, from the usual day', () => {
  const labels = open({ scenario: 'slow-ramp' })
  const growths = labelsOf(labels, 'theft').map(({ params }) => params['growth'])
  expect(new Set(growths)).toEqual(new Set([0.05, 0.1, 0.2]))
  const asked = labelsOf(open({ scenario: 'slow-ramp', ramp: 0.07 }), 'theft')
  expect(new Set(asked.map(({ params }) => params['growth']))).toEqual(new Set([0.07]))
  const weak = labelsOf(open({ scenario: 'slow-ramp', ramp: 0.08, strength: 0.5 }), 'theft')
  expect(new Set(weak.map(({ params }) => params['growth']))).toEqual(new Set([0.04]))
})

test('what slow ramps take on their nth day is the growth of n days, of the usual', () => {
  const { events, labels } = run({ scenario: 'slow-ramp', accounts: 60, days: 21, ramp: 0.4 })
  const dayOf = new Map(events.map(({ event }) => [event.eventId, event.occurredAt.slice(0, 10)]))
  const [first, fifth] = [
    { taken: 0, asked: 0 },
    { taken: 0, asked: 0 },
  ]
  for (const { id, params } of labelsOf(labels, 'theft')) {
    const stolen = labelsOf(labels, 'theft-event').filter(({ theft }) => theft === id)
    const days = [...groupsOf(stolen, ({ eventId }) => dayOf.get(eventId)).values()]
    first.taken += days[0]?.length ?? 0
    fifth.taken += days[4]?.length ?? 0
    first.asked += Number(params['usualPerDay']) * (1.4 - 1)
    fifth.asked += Number(params['usualPerDay']) * (1.4 ** 5 - 1)
  }
  for (const { taken, asked } of [first, fifth]) expect(Math.abs(taken / asked - 1)).toBeLessThan(0.3)
})

test('an unknown scenario is refused with the list of those there are', () => {
  expect(() => open({ scenario: 'nowhere' })).toThrow(/company, honest/)
})

test.each([1, 3, 7])('a company of 30 accounts over %i days is still a company', (days) => {
  for (const { name } of scenarios)
    expect(run({ scenario: name, accounts: 30, days }).events.length).toBeGreaterThan(50)
})
