import { expect, test } from 'vitest'

import { DAY_MS, HOUR_MS } from '../../src/contract/time-units.ts'
import type { Account } from '../../src/simulate/company/accounts.ts'
import { officeIp } from '../../src/simulate/company/sources.ts'
import { defaultOptions } from '../../src/simulate/options.ts'
import { buildWorld, placeAll } from '../../src/simulate/place.ts'
import { honest } from '../../src/simulate/scenarios/honest.ts'
import { groupsOf, labelsOf, run, type Seen } from './run.ts'

/** Every oddity of the honest company. */
const { events, labels } = run({ scenario: 'honest', accounts: 120, days: 18 })
const ofAccount = groupsOf(events, ({ event }) => event.accountId)

/** What is planned in companies of full size. */
const planned = [1, 2].flatMap((seed) => {
  const options = { ...defaultOptions, scenario: 'honest', seed }
  return placeAll(buildWorld(honest, options), honest, options).oddities
})
const plans = (name: string) => planned.filter((each) => each.name === name)

type Episode = {
  readonly id: string
  readonly accounts: readonly string[]
  readonly fromMs: number
  readonly toMs: number
  /** What its accounts look up before it, in it and after it. */
  readonly before: readonly Seen[]
  readonly during: readonly Seen[]
  readonly after: readonly Seen[]
}

const episodes = (name: string): readonly Episode[] => {
  const told = labelsOf(labels, 'oddity').filter((each) => each.name === name)
  expect(told.length).toBeGreaterThan(0)
  return told.map(({ id, accounts, from, to }) => {
    const [fromMs, toMs] = [Date.parse(from), Date.parse(to)]
    const all = accounts.flatMap((account) => ofAccount.get(account) ?? [])
    const between = (low: number, high: number) => all.filter(({ at }) => at >= low && at < high)
    const [before, during, after] = [between(0, fromMs), between(fromMs, toMs), between(toMs, Infinity)]
    return { id, accounts, fromMs, toMs, before, during, after }
  })
}

const numbersOf = (seen: readonly Seen[]): readonly number[] =>
  seen.flatMap(({ event }) => (event.waybills ?? []).map(({ no }) => Number(no.slice(2))))
const placesOf = ({ event }: Seen): readonly string[] =>
  (event.waybills ?? []).flatMap(({ outletIds = [] }) => outletIds)
const isForeign = (seen: Seen): boolean => !placesOf(seen).includes(seen.event.outletId)
const distinct = (
  seen: readonly Seen[],
  of: (event: Seen['event']) => string | undefined,
): readonly unknown[] => [...new Set(seen.map(({ event }) => of(event)))]
/** The largest share of the look-ups whose waybills pass one place, other than the account's own. */
const shareOfOnePlace = (seen: readonly Seen[]): number => {
  const places = seen.flatMap((each) =>
    [...new Set(placesOf(each))].filter((id) => id !== each.event.outletId),
  )
  return (
    Math.max(...[...new Set(places)].map((id) => places.filter((each) => each === id).length)) / seen.length
  )
}

test.each([
  ['call-list', 3, 6],
  ['complaint-wave', 2, 3],
  ['promotion-courier-week', 4, 5],
  ['promotion-day', 1.25, 3.2],
  ['covers-neighbour', 1.3, 1.3],
  ['back-from-leave', 1.4, 1.4],
  ['new-employee', 0.6, 0.6],
])('%s is work times %d to %d', (name, least, most) => {
  const loads = plans(name).flatMap(({ changes = [] }) => changes.flatMap(({ load }) => load ?? []))
  expect(loads.length).toBeGreaterThan(0)
  expect(Math.min(...loads)).toBeGreaterThanOrEqual(least)
  expect(Math.max(...loads)).toBeLessThanOrEqual(most)
})

test('a promotion rises and falls: the days before and after it are at half of the rise', () => {
  for (const { changes = [], fromMs, params = {} } of plans('promotion-day')) {
    const loads = [0, 1, 2].map(
      (day) => changes.find((each) => each.fromMs === fromMs + day * DAY_MS)?.load ?? 0,
    )
    const peak = Number(params['load'])
    expect(loads).toEqual([1 + (peak - 1) / 2, peak, 1 + (peak - 1) / 2])
  }
})

test('the courier of a promotion week has no round that is large already', () => {
  for (const { accounts } of plans('promotion-courier-week')) {
    const [{ role, habits }] = accounts as [Account]
    expect(role.name).toBe('courier')
    expect(habits.waybillsPerDay).toBeLessThan(1.3 * role.waybillsPerDay)
  }
})

test('a courier who becomes a clerk gets a computer behind the address of the outlet', () => {
  const couriers = plans('changed-role').filter(({ accounts }) => accounts[0]?.role.name === 'courier')
  expect(couriers.length).toBeGreaterThan(0)
  for (const { accounts, changes = [] } of couriers) {
    expect(changes[0]?.source).toMatchObject({
      channel: 'web',
      sourceIp: officeIp(accounts[0]?.outlet.index ?? -1),
    })
  }
})

test('a new program comes over three mornings, and leaves all else of a machine as it is', () => {
  for (const { accounts, changes = [] } of plans('new-program')) {
    expect(new Set(changes.map(({ fromMs }) => fromMs)).size).toBe(3)
    expect(new Set(changes.map(({ source }) => source?.userAgent)).size).toBe(1)
    for (const [at, { source }] of changes.entries())
      expect({ ...source, userAgent: '' }).toEqual({ ...accounts[at]?.source, userAgent: '' })
  }
})

test('a computer that is replaced is behind the address of the one before', () => {
  const replaced = plans('new-device').filter(({ accounts }) => accounts[0]?.source.channel === 'web')
  expect(replaced.length).toBeGreaterThan(0)
  for (const { accounts, changes = [] } of replaced)
    expect(changes[0]?.source?.sourceIp).toBe(accounts[0]?.source.sourceIp)
})

test('who covers a closed neighbour is of one outlet', () => {
  for (const { accounts } of plans('covers-neighbour'))
    expect(new Set(accounts.map(({ workplace }) => workplace.id)).size).toBe(1)
})

test('an auditor reads the waybills of one outlet for a day, with an export now and then', () => {
  for (const { acts = [] } of plans('audit-visit')) {
    const drafts = acts.flatMap((act) => [...act])
    const shown = drafts.flatMap(({ waybills }) => waybills)
    const everywhere = shown[0]?.outletIds.filter((id) =>
      shown.every(({ outletIds }) => outletIds.includes(id)),
    )
    expect(everywhere?.some((id) => !id.startsWith('hub'))).toBe(true)
    expect(drafts.filter(({ action }) => action === 'export').length).toBeGreaterThan(1)
  }
})

test('who is on leave is silent for eight to twelve days, and then back', () => {
  for (const { before, during, after } of episodes('back-from-leave')) {
    const [last, next] = [before.at(-1)?.at ?? 0, [...during, ...after][0]?.at ?? 0]
    expect(next - last).toBeGreaterThan(7.3 * DAY_MS)
    expect(next - last).toBeLessThan(15 * DAY_MS)
  }
})

test('labels in bulk are a hundred and more numbers in a row', () => {
  for (const { during } of episodes('bulk-labels')) {
    const numbers = new Set(numbersOf(during))
    expect([...numbers].filter((number) => numbers.has(number - 1)).length).toBeGreaterThan(90)
  }
})

test('who changes role does other work under its name, on the machine of that work', () => {
  for (const { before, during } of episodes('changed-role')) {
    const [was, is] = [before, during].map((seen) => distinct(seen, ({ accountRole }) => accountRole))
    expect([was?.length, is?.length]).toEqual([1, 1])
    expect(is).not.toEqual(was)
    expect(distinct(during, ({ channel }) => channel)).toEqual(['web'])
  }
})

test('who covers a closed neighbour reads much that is foreign, most of it of one outlet', () => {
  for (const { before, during } of episodes('covers-neighbour')) {
    const [was, is] = [before, during].map((seen) => seen.filter(isForeign).length / seen.length)
    expect(was).toBeLessThan(0.15)
    expect(is).toBeGreaterThan(0.25)
    expect(is).toBeLessThan(0.55)
    expect(shareOfOnePlace(during.filter(isForeign))).toBeGreaterThan(0.7)
  }
})

test('who leaves is silent for good, and who is new was not there before', () => {
  for (const { before, during } of episodes('leaving-employee')) {
    expect(before.length).toBeGreaterThan(0)
    expect(during).toEqual([])
  }
  for (const { before, during } of episodes('new-employee')) {
    expect(before).toEqual([])
    expect(during.length).toBeGreaterThan(0)
  }
})

test('a misrouted truck is a hundred foreign waybills within an hour, that all arrive at one outlet', () => {
  for (const { during, toMs, fromMs } of episodes('misrouted-truck')) {
    expect(toMs - fromMs).toBe(HOUR_MS)
    const ends = during.filter(isForeign).map(({ event }) => event.waybills?.[0]?.outletIds?.at(-1) ?? '')
    const most = Math.max(...[...new Set(ends)].map((end) => ends.filter((each) => each === end).length))
    expect(most).toBeGreaterThanOrEqual(75)
  }
})

test('who closes the books reads hundreds of own waybills in the order of the book', () => {
  for (const { during } of episodes('month-end-reconciliation')) {
    expect(during.length).toBeGreaterThanOrEqual(200)
    expect(during.filter(isForeign).length / during.length).toBeLessThan(0.1)
    const numbers = new Set(numbersOf(during))
    expect([...numbers].filter((number) => numbers.has(number - 2)).length).toBeGreaterThan(190)
  }
})

test('a new device is another machine from noon on, in the same hands', () => {
  for (const { before, during } of episodes('new-device')) {
    const [was, is] = [before, during].map((seen) => distinct(seen, ({ deviceId }) => deviceId))
    expect(is).toHaveLength(1)
    expect(was).not.toContain(is?.[0])
    expect(distinct(during, ({ channel }) => channel)).toEqual(distinct(before, ({ channel }) => channel))
  }
})

test('a new program comes to all handhelds within three mornings, and changes no machine', () => {
  for (const { fromMs, toMs, before, during } of episodes('new-program')) {
    const nameOf = ({ userAgent }: Seen['event']) => userAgent
    const within = (days: number) => during.filter(({ at }) => at < fromMs + days * DAY_MS)
    const since = (days: number) => during.filter(({ at }) => at >= fromMs + days * DAY_MS && at < toMs)
    const [is] = distinct(since(2), nameOf)
    expect(distinct(before, nameOf)).not.toContain(is)
    expect(distinct(within(1), nameOf).length).toBeGreaterThan(1)
    expect(since(2).filter(({ event }) => event.userAgent === is).length / since(2).length).toBeGreaterThan(
      0.95,
    )
  }
})

test('overtime is own work that goes on after midnight', () => {
  for (const { during } of episodes('overtime-night')) {
    expect(during.length).toBeGreaterThanOrEqual(25)
    expect(distinct(during, ({ occurredAt }) => occurredAt.slice(0, 10))).toHaveLength(2)
    expect(during.filter(isForeign).length / during.length).toBeLessThan(0.15)
  }
})

test('in a bad corner of the mobile network the address changes every few look-ups', () => {
  for (const { before, during } of episodes('mobile-ip')) {
    const [was, is] = [before, during].map(
      (seen) => seen.length / distinct(seen, ({ sourceIp }) => sourceIp).length,
    )
    expect(is).toBeLessThan(5)
    expect(was).toBeGreaterThan(is ?? 0)
  }
})

test('where an outlet is down to one computer all its desks sit at that one, behind one address', () => {
  for (const { accounts, before, during } of episodes('shared-outlet-ip')) {
    expect(accounts.length).toBeGreaterThan(1)
    expect(distinct(during, ({ deviceId, sourceIp }) => `${deviceId} ${sourceIp}`)).toHaveLength(1)
    expect(distinct(before, ({ deviceId }) => deviceId).length).toBeGreaterThan(1)
  }
})

test('a wave of complaints doubles the work of all of customer service', () => {
  for (const { accounts, fromMs, before, during } of episodes('complaint-wave')) {
    expect(distinct(during, ({ accountRole }) => accountRole)).toEqual(['customer-service'])
    const isLastWeek = ({ at }: Seen) => at >= fromMs - 7 * DAY_MS && at < fromMs - 7 * DAY_MS + 36 * HOUR_MS
    expect(accounts.length).toBeGreaterThan(5)
    expect(during.length / before.filter(isLastWeek).length).toBeGreaterThan(1.7)
  }
})

test('a list of customers is worked off on a day on which its clerk works', () => {
  const lists = [1, 2, 3].flatMap((seed) => {
    const { events, labels } = run({ scenario: 'honest', accounts: 150, days: 14, seed })
    return labelsOf(labels, 'oddity')
      .filter(({ name }) => name === 'call-list')
      .map(({ accounts, from, to }) => {
        const isIn = (at: number) => at >= Date.parse(from) && at < Date.parse(to)
        return events.filter(({ event, at }) => accounts.includes(event.accountId) && isIn(at)).length
      })
  })
  expect(lists.length).toBeGreaterThan(5)
  expect(lists.filter((lookUps) => lookUps === 0)).toEqual([])
})
