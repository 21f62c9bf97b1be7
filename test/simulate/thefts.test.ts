import { expect, test } from 'vitest'

import { DAY_MS, HOUR_MS } from '../../src/contract/time-units.ts'
import { calendarDay } from '../../src/core/time.ts'
import { OFFSET_MS } from '../../src/simulate/calendar.ts'
import { roles } from '../../src/simulate/company/roles.ts'
import { defaultOptions } from '../../src/simulate/options.ts'
import { buildWorld, placeAll } from '../../src/simulate/place.ts'
import { company } from '../../src/simulate/scenarios/company.ts'
import type { Draft } from '../../src/simulate/work/draft.ts'
import { groupsOf, labelsOf, open, quantile, run, type Seen } from './run.ts'

/** Every kind of theft once, as it was reported. */
const options = { accounts: 120, days: 14, seed: 3 }
const { events, labels } = run(options)
const thefts = labelsOf(labels, 'theft')
const stolenBy = new Map(labelsOf(labels, 'theft-event').map(({ eventId, theft }) => [eventId, theft]))
const takings = groupsOf(events, ({ event }) => stolenBy.get(event.eventId))
const honest = takings.get(undefined) ?? []
const machines = new Set(honest.map(({ event }) => event.deviceId))

const theftOf = (name: string) => {
  const theft = thefts.find((each) => each.name === name)
  if (theft === undefined) throw new Error(`no ${name} in this company`)
  return theft
}
const takenBy = (name: string): readonly Seen[] => takings.get(theftOf(name).id) ?? []
const numberOf = (name: string, param: string): number => Number(theftOf(name).params[param])

const hourOf = ({ event }: Seen): number => Number(event.occurredAt.slice(11, 13))
const dayOf = ({ event }: Seen): string => `${event.accountId} ${event.occurredAt.slice(0, 10)}`
const byDay = (seen: readonly Seen[]) => [...groupsOf(seen, dayOf).values()]
const perDay = (seen: readonly Seen[]): readonly number[] => byDay(seen).map(({ length }) => length)
/** How fast each day's look-ups followed each other. */
const perHour = (seen: readonly Seen[]): readonly number[] =>
  byDay(seen).map((day) => {
    const [first, last] = [day[0]?.at ?? 0, day.at(-1)?.at ?? 0]
    return ((day.length - 1) * HOUR_MS) / (last - first)
  })
const shareOf = (seen: readonly Seen[], isSo: (seen: Seen) => boolean): number =>
  seen.filter(isSo).length / seen.length

const isElsewhere = ({ event }: Seen): boolean => !machines.has(event.deviceId)
const isAtHome = (seen: Seen): boolean => !isElsewhere(seen)
/** One in thirty of the other outlets' waybills comes to the account's own after all. */
const isForeign = ({ event }: Seen): boolean =>
  event.waybills?.every(({ outletIds = [] }) => !outletIds.includes(event.outletId)) === true

test.each<readonly [theft: string, promise: string, isKept: (seen: Seen) => boolean]>([
  ['night-scraper', 'at night', (seen) => hourOf(seen) < 6],
  ['night-scraper', 'on a machine never seen', isElsewhere],
  ['rented-account', 'on a machine never seen', isElsewhere],
  ['dormant-wakes', 'on a machine never seen', isElsewhere],
  ['number-guessing', 'on a machine never seen', isElsewhere],
  ['list-pages', 'on a machine never seen', isElsewhere],
  ['list-pages', 'twenty at a time', ({ event }) => event.action === 'list' && event.waybills?.length === 20],
  ['two-places', 'on a machine never seen', isElsewhere],
  ['low-and-slow', 'on the usual machine', isAtHome],
  ['own-outlet-harvest', 'on the usual machine', isAtHome],
  ['own-outlet-harvest', 'of the own outlet', (seen) => !isForeign(seen)],
  ['boiling-frog', 'on the usual machine', isAtHome],
  ['malicious-from-day-one', 'on the usual machine', isAtHome],
  ['unmasking', 'as a reveal', ({ event }) => event.action === 'reveal'],
  ['large-exports', 'as an export', ({ event }) => event.action === 'export'],
  ['customer-service-drip', 'without a ticket', ({ event }) => event.ticketId === undefined],
])('%s reads %s', (name, _, isKept) => {
  expect(takenBy(name).length).toBeGreaterThan(0)
  expect(takenBy(name).filter((seen) => !isKept(seen))).toEqual([])
})

test.each([
  ['night-scraper', 1],
  ['office-hours-scraper', 1],
  ['rented-account', 1],
  ['ring', 1],
  ['customer-service-drip', 1],
  ['malicious-from-day-one', 0.75],
  ['unmasking', 0.2],
  ['low-and-slow', numberOf('low-and-slow', 'foreignShare')],
  ['boiling-frog', numberOf('boiling-frog', 'foreignShare')],
])('%s reads foreign waybills, of all that it reads a share of about %d', (name, share) => {
  expect(Math.abs(shareOf(takenBy(name), isForeign) - share)).toBeLessThan(0.06)
})

test.each(['low-and-slow', 'dormant-wakes', 'malicious-from-day-one', 'unmasking', 'honey-waybill'])(
  '%s takes about as many a day as it says',
  (name) => {
    expect(Math.abs(quantile(perDay(takenBy(name)), 0.5) / numberOf(name, 'perDay') - 1)).toBeLessThan(0.2)
  },
)

test.each([
  ['night-scraper', 'perHour'],
  ['office-hours-scraper', 'perHour'],
  ['rented-account', 'perHour'],
  ['two-places', 'perHour'],
  ['number-guessing', 'perHour'],
  ['list-pages', 'pagesPerHour'],
])('%s takes about as many an hour as it says', (name, param) => {
  expect(Math.abs(quantile(perHour(takenBy(name)), 0.5) / numberOf(name, param) - 1)).toBeLessThan(0.2)
})

test.each([
  ['night-scraper', 3],
  ['office-hours-scraper', 4],
  ['low-and-slow', 9],
  ['own-outlet-harvest', 8],
  ['dormant-wakes', 4],
  ['large-exports', 3],
  ['number-guessing', 2],
  ['malicious-from-day-one', 7],
  ['list-pages', 3],
  ['unmasking', 6],
  ['two-places', 5],
  ['honey-waybill', 7],
  ['customer-service-drip', 12],
  ['rented-account', 6],
])('%s goes on for %d days at most', (name, most) => {
  expect(byDay(takenBy(name)).length).toBeLessThanOrEqual(most)
})

test.each([
  ['rented-account', 8, 12, 20],
  ['low-and-slow', 7, 11, 17],
])('%s reads all day long: from %d or later, before %d, to %d or later', (name, least, before, until) => {
  for (const day of byDay(takenBy(name))) {
    const [first, last] = [day[0], day.at(-1)].map((seen) => (seen === undefined ? Number.NaN : hourOf(seen)))
    expect(first).toBeGreaterThanOrEqual(least)
    expect(first).toBeLessThan(before)
    expect(last).toBeGreaterThanOrEqual(until)
  }
})

test('a night scraper walks: most numbers are the one after the number before', () => {
  const numbers = takenBy('night-scraper').map(({ event }) => Number(event.waybills?.[0]?.no.slice(2)))
  const steps = numbers.slice(1).map((number, at) => number - (numbers[at] ?? 0))
  expect(steps.filter((step) => step === 1).length / steps.length).toBeGreaterThan(0.95)
})

test('a guesser finds the share that it says, and what it does not find has no outlets', () => {
  const tries = takenBy('number-guessing')
  const missed = tries.filter(({ event }) => event.outcome === 'not_found')
  expect(1 - missed.length / tries.length).toBeCloseTo(numberOf('number-guessing', 'foundShare'), 1)
  expect(missed.filter(({ event }) => event.waybills?.[0]?.outletIds !== undefined)).toEqual([])
  const { isIssued } = buildWorld(company, { ...defaultOptions, ...options }).parcels
  expect(missed.filter(({ event }) => isIssued(Number(event.waybills?.[0]?.no.slice(2))))).toEqual([])
})

test('a ring is five modest accounts of outlets near each other, turn by turn on one machine, behind one address', () => {
  const [taken, { accounts }] = [takenBy('ring'), theftOf('ring')]
  expect(accounts).toHaveLength(5)
  expect(new Set(taken.map(({ event }) => `${event.deviceId} ${event.sourceIp}`)).size).toBe(1)
  expect(Math.max(...perDay(taken))).toBeLessThan(140)
  const usualHour = accounts.map((account) =>
    quantile(taken.filter(({ event }) => event.accountId === account).map(hourOf), 0.5),
  )
  expect(usualHour).toEqual(usualHour.toSorted((a, b) => a - b))
  expect((usualHour.at(-1) ?? 0) - (usualHour[0] ?? 0)).toBeGreaterThan(5)
})

test('the outlets of a ring are within three of one of them, however many there are', () => {
  const all = open({ accounts: 600 })
  const ring = labelsOf(all, 'theft').find(({ name }) => name === 'ring')
  const outlets = labelsOf(all, 'account')
    .filter(({ accountId }) => ring?.accounts.includes(accountId) === true)
    .map(({ outletId }) => Number(outletId.split('-')[1]))
  expect(outlets).toHaveLength(5)
  expect(Math.max(...outlets) - Math.min(...outlets)).toBeLessThanOrEqual(6)
})

/** What one kind of theft takes in several companies. */
const plannedFor = (name: string, { strength = 1 } = {}) =>
  [1, 2, 3, 4, 5, 6, 7, 8].flatMap((seed) => {
    const asked = { ...defaultOptions, accounts: 60, seed, strength, thefts: [name] }
    return placeAll(buildWorld(company, asked), company, asked).thefts.map(({ params = {}, acts = [] }) => ({
      params,
      taken: acts.flatMap((act) => [...act]),
    }))
  })

const draftsPerDay = (taken: readonly Draft[]): readonly number[] =>
  [...groupsOf(taken, ({ at }) => calendarDay(at, OFFSET_MS)).values()].map(({ length }) => length)

test('exports, one to three a day, hold as many rows as they say, of which the log names two hundred or none', () => {
  const all = plannedFor('large-exports')
  expect(new Set(all.map(({ params }) => params['countOnly']))).toEqual(new Set([true, false]))
  for (const { params, taken } of all) {
    for (const { recordCount, waybills } of taken) {
      const count = recordCount ?? 0
      expect(count).toBeGreaterThanOrEqual(Number(params['rows']))
      expect(count).toBeLessThanOrEqual(Number(params['rows']) * 1.1)
      expect(waybills).toHaveLength(params['countOnly'] === true ? 0 : Math.min(200, count))
    }
  }
  const counts = all.flatMap(({ taken }) => draftsPerDay(taken))
  expect(quantile(counts, 0.1)).toBe(1)
  expect(quantile(counts, 0.9)).toBeLessThanOrEqual(3)
})

test('a scraper in office hours is on the machine and the program that it says, and stays there on the own machine', () => {
  const all = plannedFor('office-hours-scraper')
  expect(new Set(all.map(({ params }) => `${params['ownMachine']} ${params['ownProgram']}`)).size).toBe(3)
  for (const { params, taken } of all) {
    const isOwn = (field: 'deviceId' | 'userAgent' | 'sourceIp') =>
      taken.every(({ source, account }) => source[field] === account.source[field])
    expect(isOwn('deviceId')).toBe(params['ownMachine'])
    if (params['ownMachine'] === true) expect(isOwn('sourceIp')).toBe(true)
    if (params['ownProgram'] === true) expect(isOwn('userAgent')).toBe(true)
  }
})

test.each(['night-scraper', 'office-hours-scraper', 'rented-account'])(
  'the tool of %s takes another address and session after as many look-ups as it says, on one machine',
  (name) => {
    const rotating = plannedFor(name).filter(({ params }) => Number(params['rotateEvery']) > 0)
    expect(rotating.length).toBeGreaterThan(0)
    for (const { params, taken } of rotating) {
      const turns = 1 + Math.floor(taken.length / Number(params['rotateEvery']))
      expect(new Set(taken.map(({ source }) => source.sessionId)).size).toBe(turns)
      // Two may be the same by chance.
      expect(new Set(taken.map(({ source }) => source.sourceIp)).size).toBeGreaterThan(0.95 * turns)
      expect(new Set(taken.map(({ source }) => source.deviceId)).size).toBe(1)
    }
  },
)

test('a theft of next to no strength still takes something on each of its days', () => {
  for (const { taken } of plannedFor('low-and-slow', { strength: 1e-4 }))
    expect(draftsPerDay(taken).length).toBeGreaterThanOrEqual(6)
})

test('who left is silent for a week or more before the account wakes up', () => {
  const { accounts, from } = theftOf('dormant-wakes')
  const before = honest.filter(({ event }) => accounts.includes(event.accountId)).map(({ at }) => at)
  expect(Date.parse(from) - Math.max(...before)).toBeGreaterThan(7 * DAY_MS)
})

test('who harvests the own outlet takes, on top of the usual, what makes it the times that it says', () => {
  const [usual, times] = [
    numberOf('own-outlet-harvest', 'usualPerDay'),
    numberOf('own-outlet-harvest', 'timesUsual'),
  ]
  const stolen = quantile(perDay(takenBy('own-outlet-harvest')), 0.5)
  expect(Math.abs(stolen / usual + 1 - times)).toBeLessThan(0.6)
})

test('a boiling frog begins with a handful, and takes twice as much and more within a week', () => {
  const days = perDay(takenBy('boiling-frog'))
  expect(days[0]).toBeLessThan(15)
  expect(days.at(-1)).toBeGreaterThan(2 * (days[0] ?? 0))
})

test('one in thirty of a list with decoys is one', () => {
  const decoys = new Set(labelsOf(labels, 'company')[0]?.honeyWaybills)
  const isDecoy = ({ event }: Seen) => event.waybills?.some(({ no }) => decoys.has(no)) === true
  expect(Math.abs(shareOf(takenBy('honey-waybill'), isDecoy) - 1 / 30)).toBeLessThan(0.03)
})

const besideTheWork = [
  'office-hours-scraper',
  'low-and-slow',
  'own-outlet-harvest',
  'malicious-from-day-one',
  'list-pages',
  'unmasking',
  'two-places',
  'honey-waybill',
  'customer-service-drip',
]

test('thefts beside the work of the owner are on days on which the owner works', () => {
  const worked = new Set(honest.map(dayOf))
  const days = besideTheWork.flatMap((name) => [...new Set(takenBy(name).map(dayOf))])
  // Now and then somebody is ill.
  expect(days.filter((day) => !worked.has(day)).length).toBeLessThan(days.length / 10)
})

test.each([
  'own-outlet-harvest',
  'malicious-from-day-one',
  'unmasking',
  'honey-waybill',
  'customer-service-drip',
])('%s is done in the hours between which the owner does nine tenths of the work', (name) => {
  const { accounts } = theftOf(name)
  const ownHours = honest.filter(({ event }) => accounts.includes(event.accountId)).map(hourOf)
  const hours = takenBy(name).map(hourOf)
  const [first, last] = [Math.min(...hours), Math.max(...hours)]
  const within = ownHours.filter((hour) => hour >= first && hour <= last).length / ownHours.length
  expect(within).toBeGreaterThan(0.8)
  expect(first).toBeGreaterThanOrEqual(Math.min(...ownHours))
  expect(last).toBeLessThanOrEqual(Math.max(...ownHours))
})

test('who is in two places at once reads there while the owner works here', () => {
  const { accounts } = theftOf('two-places')
  const worked = new Set(
    honest
      .filter(({ event }) => accounts.includes(event.accountId))
      .map((seen) => `${dayOf(seen)} ${hourOf(seen)}`),
  )
  expect(
    shareOf(takenBy('two-places'), (seen) => worked.has(`${dayOf(seen)} ${hourOf(seen)}`)),
  ).toBeGreaterThan(0.8)
})

/** What is planned in many companies. */
const plannedIn = (strength: number) =>
  Array.from({ length: 16 }, (_, seed) => labelsOf(open({ accounts: 120, seed, strength }), 'theft')).flat()
const planned = plannedIn(1)
const paramsOf = (plan: typeof planned, name: string, param: string): readonly number[] =>
  plan.flatMap((theft) => (theft.name === name ? [Number(theft.params[param])] : []))

/** As the descriptions have it. */
const amounts = [
  ['night-scraper', 'perHour', 300, 800],
  ['office-hours-scraper', 'perHour', 60, 140],
  ['low-and-slow', 'perDay', 300, 500],
  ['boiling-frog', 'growth', 0.25, 0.45],
  ['ring', 'perDayEach', 60, 110],
  ['dormant-wakes', 'perDay', 150, 400],
  ['large-exports', 'rows', 300, 2_000],
  ['number-guessing', 'perHour', 200, 500],
  ['malicious-from-day-one', 'perDay', 150, 400],
  ['list-pages', 'pagesPerHour', 8, 20],
  ['unmasking', 'perDay', 80, 200],
  ['two-places', 'perHour', 15, 40],
  ['honey-waybill', 'perDay', 25, 70],
  ['customer-service-drip', 'shareOnTop', 0.7, 1.3],
  ['rented-account', 'perHour', 45, 90],
] as const

test.each([...amounts, ['own-outlet-harvest', 'timesUsual', 3, 5] as const])(
  '%s: %s lies between %d and %d',
  (name, param, low, high) => {
    const values = paramsOf(planned, name, param)
    expect(values.length).toBeGreaterThan(5)
    expect(Math.min(...values)).toBeGreaterThanOrEqual(low)
    expect(Math.max(...values)).toBeLessThanOrEqual(high)
  },
)

test('an agent takes the share of the usual day that it says on top', () => {
  const [usual, share] = [
    numberOf('customer-service-drip', 'usualPerDay'),
    numberOf('customer-service-drip', 'shareOnTop'),
  ]
  const taken = quantile(perDay(takenBy('customer-service-drip')), 0.5)
  expect(Math.abs(taken / (usual * share) - 1)).toBeLessThan(0.2)
})

test('who sells a share of the usual work has enough of it, and not so much that times of it are thousands', () => {
  const clerks = paramsOf(planned, 'own-outlet-harvest', 'usualPerDay')
  const agents = paramsOf(planned, 'customer-service-drip', 'usualPerDay')
  expect(Math.min(...clerks)).toBeGreaterThanOrEqual(roles['outlet-clerk'].waybillsPerDay)
  expect(Math.max(...clerks)).toBeLessThanOrEqual(2.5 * roles['outlet-clerk'].waybillsPerDay)
  expect(Math.min(...agents)).toBeGreaterThanOrEqual(roles['customer-service'].waybillsPerDay)
})

test('who left has been gone for eight days at least, where a log is long enough', () => {
  expect(Math.min(...paramsOf(planned, 'dormant-wakes', 'daysAsleep'))).toBeGreaterThanOrEqual(8)
})

test('of half the strength thefts take half as much, and keep their days', () => {
  const weak = plannedIn(0.5)
  for (const [name, param] of amounts) {
    const [whole, half] = [planned, weak].map((plan) => paramsOf(plan, name, param))
    for (const [at, value] of (whole ?? []).entries())
      expect(Math.abs((half?.[at] ?? 0) / value - 1 / 2), `${name} ${value}`).toBeLessThan(0.08)
  }
  const onTop = (plan: typeof planned) =>
    paramsOf(plan, 'own-outlet-harvest', 'timesUsual').map((times) => times - 1)
  for (const [at, value] of onTop(planned).entries())
    expect((onTop(weak)[at] ?? 0) / value).toBeCloseTo(1 / 2, 1)
  const whenOf = (plan: typeof planned) => plan.map(({ id, from, to }) => ({ id, from, to }))
  expect(whenOf(weak)).toEqual(whenOf(planned))
})
