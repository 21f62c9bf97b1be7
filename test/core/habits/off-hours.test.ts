import { describe, expect, it } from 'vitest'

import { createAccount } from '../../../src/core/account.ts'
import { HABIT } from '../../../src/core/habits/habit.ts'
import { isOffHours } from '../../../src/core/habits/off-hours.ts'
import {
  addToCell,
  createPeerGroup,
  createPeers,
  PeerSum,
  type PeerGroup,
} from '../../../src/core/peers/peers.ts'
import { addToSum } from '../../../src/core/peers/sums.ts'
import { HOURS_OF_WEEK, hourOfWeek, WEEK_MS } from '../../../src/core/time.ts'

const WEEK_10 = 10 * HOURS_OF_WEEK
const DAYTIME = Array.from({ length: HOURS_OF_WEEK }, (_, hour) => hour).filter(
  (hour) => hour % 24 >= 8 && hour % 24 < 20,
)

/** A hundred account-hours in each of these hours of the week. */
const workIn = (group: PeerGroup, hours: readonly number[]): void => {
  for (const hour of hours) {
    for (let each = 0; each < 100; each++) addToCell(group, hourOfWeek(WEEK_10 + hour), 5)
    addToSum(group, PeerSum.activeHours, 100)
  }
}

/** Peers where everyone is at work by day, unless said otherwise, and a role in these hours of the week. */
const peersOf = (role: string, hours: readonly number[], everyones: readonly number[] = DAYTIME) => {
  const peers = createPeers()
  peers.firstHour = WEEK_10 - 2 * HOURS_OF_WEEK
  workIn(peers.everyone, everyones)
  const group = createPeerGroup()
  workIn(group, hours)
  peers.roles.set(role, group)
  return peers
}

const accountOf = (role: string) => {
  const account = createAccount()
  account.role = role
  return account
}

/** Whether an account of the role is at work off hours at noon of the first day, where the role is at work from the second day on. */
const isOffHoursFor = (role: string): boolean => {
  const hours = DAYTIME.filter((hour) => hour >= 24)
  return isOffHours(accountOf(role), peersOf(role, hours), WEEK_10 + 12)
}

describe('an hour at which others work', () => {
  it('is not one of a role that many have and that does not work then', () => {
    expect(isOffHoursFor('clerk')).toBe(true)
  })

  it('is one of a role that was only assumed, from how much is read', () => {
    expect(isOffHoursFor('~4')).toBe(false)
  })
})

describe("an hour behind one of the account's own", () => {
  const isOffHoursAfter = (offHours: number) => {
    const account = accountOf('clerk')
    account.firstSeenMs = 0
    account.windows.nowMs = 2 * WEEK_MS
    account.own.profile = new Uint8Array(HOURS_OF_WEEK)
    account.own.profile[hourOfWeek(WEEK_10 + 25)] = 1
    account.today[HABIT.offHours] = offHours
    return isOffHours(account, peersOf('clerk', DAYTIME), WEEK_10 + 26)
  }

  it('is overtime, unless that one was off hours today', () => {
    expect(isOffHoursAfter(0)).toBe(false)
    expect(isOffHoursAfter(1)).toBe(true)
  })
})

describe('an hour at which nobody works', () => {
  const isOffHoursAt = (hour: number) =>
    isOffHours(accountOf('clerk'), peersOf('clerk', DAYTIME), WEEK_10 + 24 + hour)

  it('is overtime just before or behind the hours of work', () => {
    expect([7, 20].map(isOffHoursAt)).toEqual([false, false])
  })

  it('is off hours from the second one on', () => {
    expect([6, 21, 3].map(isOffHoursAt)).toEqual([true, true, true])
  })

  it('is not known to be off hours before anybody has worked in the hours behind it', () => {
    const isOffHoursWhere = (hours: readonly number[]) =>
      isOffHours(accountOf('clerk'), peersOf('clerk', hours, hours), WEEK_10 + 3)
    expect(isOffHoursWhere(DAYTIME)).toBe(true)
    expect(isOffHoursWhere(DAYTIME.filter((hour) => hour >= 24))).toBe(false)
  })
})
