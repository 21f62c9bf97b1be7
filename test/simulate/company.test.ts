import { expect, test } from 'vitest'

import { delivery } from '../../src/simulate/company/hour-profiles.ts'
import { quantile } from './run.ts'
import { createTally } from './tally.ts'

/** Ordinary life only: no theft, no oddity; long enough for the tails. */
const ordinary = createTally({ scenario: 'slow-ramp', thefts: [], accounts: 300, days: 42 })
/** With data entry and connectors, and with a promotion. */
const promoted = createTally({ scenario: 'promotion', accounts: 200, days: 18 })

const clerks = ordinary.ofRole('outlet-clerk')
const couriers = ordinary.ofRole('courier')

test('clerks: distinct waybills a day have the shape of the measured bank clerks, at twice their level', () => {
  const days = clerks.flatMap(({ distinctPerDay }) => distinctPerDay)
  const median = quantile(days, 0.5)
  expect(median).toBeGreaterThan(17)
  expect(median).toBeLessThan(33)
  // Measured: p95 4.3 times, p99 6.4 times the median.
  expect(quantile(days, 0.95) / median).toBeGreaterThan(2.6)
  expect(quantile(days, 0.95) / median).toBeLessThan(5.5)
  expect(quantile(days, 0.99) / median).toBeGreaterThan(4)
  expect(quantile(days, 0.99) / median).toBeLessThan(11)
})

test("clerks: a person's own maximum is 2 to 9 times the own median", () => {
  const ratios = clerks.map(
    ({ distinctPerDay }) => Math.max(...distinctPerDay) / quantile(distinctPerDay, 0.5),
  )
  // Measured over 166 days: 2.4, 3.7 and 8.9.
  expect(quantile(ratios, 0.1)).toBeGreaterThan(1.8)
  expect(quantile(ratios, 0.5)).toBeGreaterThan(2.7)
  expect(quantile(ratios, 0.5)).toBeLessThan(5)
  expect(quantile(ratios, 0.9)).toBeLessThan(10)
})

test('clerks: three of four openings are repeats', () => {
  const opened = clerks.reduce((sum, { events }) => sum + events, 0)
  const distinct = clerks.reduce((sum, { distinct }) => sum + distinct, 0)
  expect(1 - distinct / opened).toBeGreaterThan(0.7)
  expect(1 - distinct / opened).toBeLessThan(0.8)
})

test('inside a person the hour is over-dispersed, variance about 3 times the mean', () => {
  const medianRatio = quantile(
    clerks
      .filter(({ distinctPerHour }) => distinctPerHour.length >= 50)
      .map(({ distinctPerHour }) => varianceOverMean(distinctPerHour)),
    0.5,
  )
  expect(medianRatio).toBeGreaterThan(2.2)
  expect(medianRatio).toBeLessThan(4.8)
})

test('gaps inside a session are heavy-tailed', () => {
  for (const people of [clerks, ordinary.ofRole('customer-service')]) {
    const variations = people.filter(({ gaps }) => gaps.length > 200).map(({ gaps }) => variation(gaps))
    expect(quantile(variations, 0.5)).toBeGreaterThan(1.3)
    expect(quantile(variations, 0.5)).toBeLessThan(2.2)
  }
})

test('couriers: parcels behind the look-ups are up to 200 for four of five days, hardly ever over 600', () => {
  const lookedUpShare = 0.45
  const parcels = couriers.flatMap(({ distinctPerDay }) =>
    distinctPerDay.map((count) => count / lookedUpShare),
  )
  const upTo200 = parcels.filter((count) => count <= 200).length / parcels.length
  const over600 = parcels.filter((count) => count > 600).length / parcels.length
  expect(upTo200).toBeGreaterThan(0.68)
  expect(upTo200).toBeLessThan(0.9)
  expect(over600).toBeLessThan(0.03)
})

test('couriers work at delivery hours', () => {
  const counts = Array.from({ length: 24 }, () => 0)
  for (const { hours } of couriers)
    for (const [hour, count] of hours.entries()) counts[hour] = (counts[hour] ?? 0) + count
  const total = counts.reduce((sum, count) => sum + count, 0)
  const published = delivery.reduce((sum, weight) => sum + weight, 0)
  for (const [hour, weight] of delivery.entries()) {
    expect(Math.abs((counts[hour] ?? 0) / total - weight / published), `${hour} h`).toBeLessThan(0.02)
  }
})

test('half of the couriers have one day off a week', () => {
  const workdays = couriers.map(({ distinctPerDay }) => distinctPerDay.length / 6)
  const withDayOff = workdays.filter((perWeek) => perWeek < 6.3).length / workdays.length
  expect(withDayOff).toBeGreaterThan(0.35)
  expect(withDayOff).toBeLessThan(0.65)
})

test.each([
  ['courier', 0.01, 0.03],
  ['outlet-clerk', 0.03, 0.12],
  ['customer-service', 0.97, 1],
  ['regional-auditor', 0.97, 1],
  ['hub-operator', 0, 0.06],
])('%s: the foreign share lies between %d and %d', (role, low, high) => {
  const people = ordinary.ofRole(role)
  const foreign = people.reduce((sum, person) => sum + person.foreign, 0)
  const known = people.reduce((sum, person) => sum + person.known, 0)
  expect(foreign / known).toBeGreaterThanOrEqual(low)
  expect(foreign / known).toBeLessThanOrEqual(high)
})

test('customer service names a ticket for most of its look-ups, couriers for hardly any', () => {
  const share = (role: string) => {
    const people = ordinary.ofRole(role)
    return (
      people.reduce((sum, { tickets }) => sum + tickets, 0) /
      people.reduce((sum, { events }) => sum + events, 0)
    )
  }
  expect(share('customer-service')).toBeGreaterThan(0.8)
  expect(share('courier')).toBeLessThan(0.01)
})

test('data entry handles 700 to 800 a day, a connector thousands over all hours', () => {
  const entry = promoted.ofRole('data-entry').flatMap(({ distinctPerDay }) => distinctPerDay)
  expect(quantile(entry, 0.5)).toBeGreaterThan(690)
  expect(quantile(entry, 0.5)).toBeLessThan(820)
  for (const { events, distinctPerDay, hours } of promoted.ofRole('integration')) {
    expect(events / distinctPerDay.length).toBeGreaterThan(1000)
    expect(hours.every((count) => count > 0)).toBe(true)
  }
})

test('a promotion lifts everybody by up to 3.2 times, some couriers by 4 to 5 times', () => {
  const peak = promoted.eventsOnDay(12) / promoted.eventsOnDay(5)
  expect(peak).toBeGreaterThan(2.4)
  expect(peak).toBeLessThan(4)
  const couriersOfWeek = promoted.accountsOf('promotion-courier-week')
  expect(couriersOfWeek.length).toBe(7)
  const lifts = couriersOfWeek.map(
    (account) => promoted.meanEvents(account, 14, 18) / promoted.meanEvents(account, 0, 11),
  )
  expect(quantile(lifts, 0.5)).toBeGreaterThan(3.5)
  expect(quantile(lifts, 0.5)).toBeLessThan(5.5)
})

test('honest work has runs of consecutive numbers, and an outlet shares an address', () => {
  expect(ordinary.longestRun('courier')).toBeGreaterThanOrEqual(10)
  expect(promoted.longestRun('data-entry')).toBeGreaterThanOrEqual(10)
  expect(ordinary.mostAccountsOnOneAddress()).toBeGreaterThanOrEqual(3)
  expect(
    quantile(
      couriers.map(({ addresses }) => addresses),
      0.5,
    ),
  ).toBeGreaterThan(50)
})

function varianceOverMean(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length / mean
}

function variation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) / mean
}
