import { calendarDay, localHour } from '../../src/core/time.ts'
import { OFFSET_MS, START_MS } from '../../src/simulate/calendar.ts'
import type { SimulateOptions } from '../../src/simulate/options.ts'
import type { SimulatedEvent } from '../../src/simulate/output/simulated-event.ts'
import { simulateAll } from './run.ts'

const SESSION_GAP_MS = 30 * 60_000

/** Day of the log, and hour of day, in company time. */
const dayOf = (atMs: number): number => calendarDay(atMs - START_MS, 0)
const hourOf = (atMs: number): number => localHour(atMs, OFFSET_MS) % 24

export type Person = {
  readonly distinctPerDay: readonly number[]
  readonly distinctPerHour: readonly number[]
  readonly gaps: readonly number[]
  readonly hours: readonly number[]
  readonly events: number
  readonly distinct: number
  readonly foreign: number
  readonly known: number
  readonly tickets: number
  readonly addresses: number
}

/** Runs a simulation and counts, per account, what the statistical facts are about. */
export function createTally(options: Partial<SimulateOptions>) {
  const counters = new Map<string, ReturnType<typeof createCounter>>()
  const addresses = new Map<string, Set<string>>()
  const oddities = new Map<string, string[]>()
  simulateAll(options, {
    event: (event, at) => {
      let counter = counters.get(event.accountId)
      if (counter === undefined)
        counters.set(event.accountId, (counter = createCounter(event.accountRole ?? '')))
      counter.count(event, at)
      const sharers = addresses.get(event.sourceIp ?? '') ?? new Set()
      addresses.set(event.sourceIp ?? '', sharers.add(event.accountId))
    },
    label: (label) => {
      if (label.kind === 'oddity')
        oddities.set(label.name, [...(oddities.get(label.name) ?? []), ...label.accounts])
    },
  })
  const all = [...counters.values()]
  return {
    ofRole: (role: string): Person[] =>
      all.filter((counter) => counter.role === role).map((counter) => counter.person()),
    longestRun: (role: string) =>
      Math.max(...all.filter((counter) => counter.role === role).map((counter) => counter.longestRun())),
    eventsOnDay: (day: number) => all.reduce((sum, counter) => sum + counter.onDay(day), 0),
    meanEvents: (account: string, fromDay: number, toDay: number) =>
      counters.get(account)?.meanEvents(fromDay, toDay) ?? 0,
    accountsOf: (oddity: string) => oddities.get(oddity) ?? [],
    mostAccountsOnOneAddress: () => Math.max(...[...addresses.values()].map((accounts) => accounts.size)),
  }
}

function createCounter(role: string) {
  const days = new Map<number, Set<string>>()
  const hoursSeen = new Map<number, Set<string>>()
  const eventsPerDay = new Map<number, number>()
  const hours = Array.from({ length: 24 }, () => 0)
  const ever = new Set<string>()
  const addresses = new Set<string>()
  const gaps: number[] = []
  const sums = { events: 0, foreign: 0, known: 0, tickets: 0 }
  let [last, lastNumber, run, longest] = [0, 0, 0, 0]

  const count = (event: SimulatedEvent, at: number): void => {
    const [day, hour] = [dayOf(at), Math.floor(at / 3_600_000)]
    sums.events++
    if (event.ticketId !== undefined) sums.tickets++
    eventsPerDay.set(day, (eventsPerDay.get(day) ?? 0) + 1)
    hours[hourOf(at)] = (hours[hourOf(at)] ?? 0) + 1
    addresses.add(event.sourceIp ?? '')
    if (at - last < SESSION_GAP_MS) gaps.push(at - last)
    last = at
    for (const { no, outletIds } of event.waybills ?? []) {
      into(days, day).add(no)
      into(hoursSeen, hour).add(no)
      const number = Number(no.slice(2))
      run = number === lastNumber + 1 ? run + 1 : 1
      longest = Math.max(longest, run)
      lastNumber = number
      if (ever.has(no) || outletIds === undefined) continue
      ever.add(no)
      sums.known++
      if (!outletIds.includes(event.outletId)) sums.foreign++
    }
  }
  const person = (): Person => ({
    ...sums,
    hours,
    gaps,
    distinct: ever.size,
    addresses: addresses.size,
    distinctPerDay: [...days.values()].map((seen) => seen.size),
    distinctPerHour: [...hoursSeen.values()].map((seen) => seen.size),
  })
  const onDay = (day: number) => eventsPerDay.get(day) ?? 0
  const meanEvents = (fromDay: number, toDay: number) => {
    const worked = Array.from({ length: toDay - fromDay }, (_, step) => onDay(fromDay + step)).filter(
      (events) => events > 0,
    )
    return worked.reduce((sum, events) => sum + events, 0) / worked.length
  }
  return { role, count, person, onDay, meanEvents, longestRun: () => longest }
}

function into(sets: Map<number, Set<string>>, key: number): Set<string> {
  let found = sets.get(key)
  if (found === undefined) sets.set(key, (found = new Set()))
  return found
}
