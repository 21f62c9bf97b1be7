import { describe, expect, it } from 'vitest'

import { createAccount } from '../../../src/core/account.ts'
import { isOffHours } from '../../../src/core/baselines/hours-at-work.ts'
import {
  addPeerSum,
  addToCell,
  createPeerGroup,
  createPeers,
  PeerSum,
  type PeerGroup,
} from '../../../src/core/baselines/peers.ts'
import { HOURS_OF_WEEK, hourOfWeek } from '../../../src/core/time.ts'

const WEEK_10 = 10 * HOURS_OF_WEEK
const DAYTIME = Array.from({ length: HOURS_OF_WEEK }, (_, hour) => hour).filter(
  (hour) => hour % 24 >= 8 && hour % 24 < 20,
)

/** A hundred account-hours in each of these hours of the week. */
const workIn = (group: PeerGroup, hours: readonly number[]): void => {
  for (const hour of hours) {
    for (let each = 0; each < 100; each++) addToCell(group, hourOfWeek(WEEK_10 + hour), 5)
    addPeerSum(group, PeerSum.activeHours, 100)
  }
}

/** Whether an account of the role is at work off hours at noon of the first day, where everyone is at work by day and the role from the second day on. */
const isOffHoursFor = (role: string): boolean => {
  const peers = createPeers()
  peers.firstHour = WEEK_10 - 2 * HOURS_OF_WEEK
  workIn(peers.everyone, DAYTIME)
  const group = createPeerGroup()
  workIn(
    group,
    DAYTIME.filter((hour) => hour >= 24),
  )
  peers.roles.set(role, group)
  const account = createAccount()
  account.role = role
  return isOffHours(account, peers, WEEK_10 + 12)
}

describe('an hour at which others work', () => {
  it('is not one of a role that many have and that does not work then', () => {
    expect(isOffHoursFor('clerk')).toBe(true)
  })

  it('is one of a role that was only assumed, from how much is read', () => {
    expect(isOffHoursFor('~4')).toBe(false)
  })
})
