import { describe, expect, it } from 'vitest'

import type { Reach } from '../../../src/contract/look-up.ts'
import { DAY_MS, HOUR_MS } from '../../../src/contract/time-units.ts'
import { isAssumed } from '../../../src/core/peers/assumed-role.ts'
import { isSettled } from '../../../src/core/peers/log-age.ts'
import { peerGroup, peerSum, PeerSum } from '../../../src/core/peers/peers.ts'
import { lookUp, waybills } from '../support/look-ups.ts'
import { createRun, type Run } from '../support/run.ts'
import { MONDAY_MS } from '../support/streams.ts'

let numbers = 0

type Day = { readonly account: string; readonly day: number; readonly count: number; readonly reach?: Reach }

/** A day's waybills, all new, in a log that names no role. */
const readOn = (run: Run, { account, day, count, reach = 'own' }: Day, role: string | null = null): void => {
  for (let each = 0; each < count; each++) {
    numbers += 1_000
    const occurredAt = MONDAY_MS + day * DAY_MS + 9 * HOUR_MS + Math.floor((each / count) * 8 * HOUR_MS)
    run.take(lookUp(numbers, { account, role, occurredAt, waybills: waybills(numbers, 1, reach) }))
  }
}

const CLERKS = Array.from({ length: 12 }, (_, at) => `clerk-${at}`)
const TYPISTS = ['typist-1', 'typist-2', 'typist-3']

/** Ten days of many who read a little and of a few who read much. */
const company = (): Run => {
  const run = createRun([])
  for (let day = 0; day < 10; day++) {
    for (const account of CLERKS) readOn(run, { account, day, count: 10 })
    for (const account of TYPISTS) readOn(run, { account, day, count: 300 })
    readOn(run, { account: 'caller', day, count: 10, reach: 'foreign' })
  }
  return run
}

it('is no role that the log names, whatever it begins with', () => {
  const run = createRun([])
  readOn(run, { account: 'temp', day: 0, count: 1 }, '~temp')
  expect(isAssumed(run.account('temp').role)).toBe(false)
})

describe('in a log without roles', () => {
  it('who reads about as much passes for a colleague, and who reads mostly foreign waybills for another one', () => {
    const run = company()
    const roleOf = (account: string) => run.account(account).role
    expect(roleOf('clerk-1')).toBe(roleOf('clerk-2'))
    expect(roleOf('typist-1')).toBe(roleOf('typist-3'))
    expect(new Set(['clerk-1', 'typist-1', 'caller'].map(roleOf)).size).toBe(3)
  })

  it('an account of less than two days is held against everyone', () => {
    const run = company()
    readOn(run, { account: 'new', day: 10, count: 10 })
    expect(run.account('new').role).toBe('')
  })

  it('what is known of an account stays, as its assumed role changes and as the log begins to name one', () => {
    const run = company()
    const before = run.account('clerk-1')
    const days = [...before.own.sums]
    for (let day = 10; day < 40; day++) readOn(run, { account: 'clerk-1', day, count: 40 })
    expect(before.role).not.toBe(run.account('clerk-2').role)
    readOn(run, { account: 'clerk-1', day: 40, count: 1 }, 'clerk')
    expect(before.role).toBe('clerk')
    expect(before.own.sums[2]).toBeGreaterThan(days[2] ?? 0)
  })

  it('who reads as nobody else does is held against what is known of everyone, and no role of the log is so soon', () => {
    const run = company()
    for (const day of [10, 11, 12]) readOn(run, { account: 'thief', day, count: 3_000 })
    readOn(run, { account: 'thief', day: 13, count: 1 })
    const { role, underWay } = run.account('thief')
    const { peers } = run.lane
    expect(peerSum(peerGroup(peers, role), PeerSum.activeDays)).toBe(0)
    expect(isSettled(peers, role, underWay.hour)).toBe(true)
    expect(isSettled(peers, 'thief', underWay.hour)).toBe(false)
  })

  it('goes on after a restart as if there had been none', () => {
    const [one, other] = [company(), company()]
    other.restart()
    numbers = 5_000_000
    readOn(one, { account: 'clerk-1', day: 10, count: 20 })
    numbers = 5_000_000
    readOn(other, { account: 'clerk-1', day: 10, count: 20 })
    expect(other.account('clerk-1').role).toBe(one.account('clerk-1').role)
  })
})
