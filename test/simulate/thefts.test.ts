import { expect, test } from 'vitest'

import { DAY_MS, HOUR_MS } from '../../src/simulate/calendar.ts'
import { groupsOf, labelsOf, open, quantile, run, type Seen } from './run.ts'

/** Every kind of theft once, as it was reported. */
const { events, labels } = run({ accounts: 120, days: 14, seed: 3 })
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

test.each(['night-scraper', 'office-hours-scraper', 'rented-account', 'two-places', 'number-guessing'])(
  '%s takes about as many an hour as it says',
  (name) => {
    expect(Math.abs(quantile(perHour(takenBy(name)), 0.5) / numberOf(name, 'perHour') - 1)).toBeLessThan(0.2)
  },
)

test('who has rented an account reads from morning to late evening', () => {
  for (const day of byDay(takenBy('rented-account'))) {
    const [first, last] = [day[0], day.at(-1)].map((seen) => (seen === undefined ? Number.NaN : hourOf(seen)))
    expect(first).toBeGreaterThanOrEqual(8)
    expect(first).toBeLessThan(12)
    expect(last).toBeGreaterThanOrEqual(20)
  }
})

test('an outside tool takes another address and session after as many look-ups as it says, and stays on its machine', () => {
  const rotating = thefts.filter(({ params }) => Number(params['rotateEvery'] ?? 0) > 0)
  expect(rotating.length).toBeGreaterThan(0)
  for (const { name } of rotating) {
    const taken = takenBy(name)
    const turns = 1 + Math.floor(taken.length / numberOf(name, 'rotateEvery'))
    expect(new Set(taken.map(({ event }) => event.sourceIp)).size).toBe(turns)
    expect(new Set(taken.map(({ event }) => event.sessionId)).size).toBe(turns)
    expect(new Set(taken.map(({ event }) => event.deviceId)).size).toBe(1)
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

test('exports hold as many rows as they say, of which the log names two hundred or none', () => {
  for (const { event } of takenBy('large-exports')) {
    const rows = numberOf('large-exports', 'rows')
    expect(event.recordCount).toBeGreaterThanOrEqual(rows)
    expect(event.recordCount).toBeLessThanOrEqual(rows * 1.1)
    const isNamed = theftOf('large-exports').params['countOnly'] === false
    expect(event.waybills?.length ?? 0).toBe(isNamed ? Math.min(200, event.recordCount ?? 0) : 0)
  }
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
  const whenOf = (plan: typeof planned) => plan.map(({ id, from, to }) => ({ id, from, to }))
  expect(whenOf(weak)).toEqual(whenOf(planned))
})
