import { describe, expect, it } from 'vitest'

import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/contract/time-units.ts'
import { HABIT } from '../../../src/core/habits/habit.ts'
import { lookUp, waybill } from '../support/look-ups.ts'
import { createRun, type Run } from '../support/run.ts'
import { MONDAY_MS } from '../support/streams.ts'

const LAST_DAY = 14
const USUAL = 30

let nextId = 0

const aTicketEach = (): string => `T-${nextId}`

/** So many foreign waybills, one a minute, from nine o'clock on. */
const work = (
  run: Run,
  account: string,
  day: number,
  count: number,
  ticketOf: ((each: number) => string) | null,
): void => {
  const role = account.startsWith('agent') ? 'customer-service' : 'courier'
  for (let each = 0; each < count; each++) {
    const id = nextId++
    const occurredAt = MONDAY_MS + day * DAY_MS + 9 * HOUR_MS + each * MINUTE_MS
    const ticketId = ticketOf?.(each) ?? null
    run.take(lookUp(id, { account, role, occurredAt, ticketId, waybills: [waybill(id * 137)] }))
  }
}

/** Two weeks in which agents have tickets and couriers none. */
const company = (usual = USUAL): Run => {
  const run = createRun([])
  for (let day = 0; day < LAST_DAY; day++) {
    for (let each = 0; each < 6; each++) {
      work(run, `agent-${each}`, day, usual, aTicketEach)
      work(run, `courier-${each}`, day, USUAL, null)
    }
  }
  return run
}

/** Waybills that the account has read today without a ticket that is believed. */
const unexplained = (run: Run, account: string): number =>
  run.account(account).today[HABIT.unexplained] as number

/** Of so many look-ups with a ticket on one more day, those that are not believed. */
const unbelieved = (run: Run, account: string, count: number, day = LAST_DAY): number => {
  work(run, account, day, count, aTicketEach)
  return unexplained(run, account)
}

describe('tickets', () => {
  it('are believed of who has them, also many times as many', () => {
    expect(unbelieved(company(), 'agent-1', 10 * USUAL)).toBe(0)
  })

  it('are not believed beyond a few of who has none as usual', () => {
    const count = unbelieved(company(), 'courier-1', 200)
    expect(count).toBeGreaterThan(100)
    expect(count).toBeLessThan(140)
  })

  it('are believed for no more than twenty waybills each, of who has them too', () => {
    const used = (tickets: number, ofEach: number): number => {
      const run = company()
      // By turns, as by somebody who has made up a few.
      work(run, 'agent-1', LAST_DAY, tickets * ofEach, (each) => `T-${each % tickets}`)
      return unexplained(run, 'agent-1')
    }
    expect(used(6, 20)).toBe(0)
    expect(used(6, 60)).toBeGreaterThan(150)
  })

  it('are believed of who has hundreds, beside others of the same place', () => {
    expect(unbelieved(company(), 'agent-1', 10 * USUAL)).toBe(0)
  })

  it('are believed for a few waybills each, though by chance more of them fall into one place than into others', () => {
    const run = createRun([])
    work(run, 'courier-1', 0, 480, (each) => `T-${each % 80}`)
    expect(unexplained(run, 'courier-1')).toBe(0)
  })

  it('are believed for many times as many of who has few, and for no thousands of who has a hundred', () => {
    expect(unbelieved(company(5), 'agent-1', 20 * 5)).toBe(0)
    expect(unbelieved(company(100), 'agent-1', 600)).toBe(0)
    expect(unbelieved(company(100), 'agent-1', 900)).toBeGreaterThan(200)
  })

  it('are not believed for a list that is longer than that', () => {
    const run = company()
    const occurredAt = MONDAY_MS + LAST_DAY * DAY_MS + 9 * HOUR_MS
    const shown = Array.from({ length: 200 }, (_, each) => waybill((nextId + each) * 137))
    run.take(lookUp(nextId++, { account: 'courier-1', occurredAt, ticketId: 'T-1', waybills: shown }))
    expect(unexplained(run, 'courier-1')).toBeGreaterThan(150)
  })

  it('are believed while little is known, as many as anybody has', () => {
    const run = createRun([])
    work(run, 'courier-1', 0, 500, aTicketEach)
    expect(unexplained(run, 'courier-1')).toBe(0)
    work(run, 'courier-1', 0, 100, aTicketEach)
    expect(unexplained(run, 'courier-1')).toBeGreaterThan(90)
  })

  it('are not believed beyond a few for rows that the log counts and does not list', () => {
    const run = company()
    const occurredAt = MONDAY_MS + LAST_DAY * DAY_MS + 9 * HOUR_MS
    for (let each = 0; each < 100; each++)
      run.take(
        lookUp(nextId++, {
          account: 'courier-1',
          role: 'courier',
          occurredAt,
          ticketId: 'T-1',
          waybills: [],
          records: 9,
        }),
      )
    expect(unexplained(run, 'courier-1')).toBeGreaterThan(750)
  })

  it('are not believed of one who has always written them, where the role has none', () => {
    const run = createRun([])
    for (let day = 0; day < 3 * LAST_DAY; day++)
      for (let each = 0; each < 6; each++)
        work(run, `courier-${each}`, day, 300, each === 1 ? aTicketEach : null)
    expect(unbelieved(run, 'courier-1', 300, 3 * LAST_DAY)).toBeGreaterThan(100)
  })
})
