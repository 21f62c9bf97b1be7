import { expect, it } from 'vitest'

import { HOUR_MS } from '../../../src/contract/time-units.ts'
import { createAccount } from '../../../src/core/account.ts'
import { isEarlyDay, isNewcomer } from '../../../src/core/peers/log-age.ts'
import { createPeers, PeerSum, peersToTeach } from '../../../src/core/peers/peers.ts'
import { addToSum } from '../../../src/core/peers/sums.ts'
import { workDay } from '../../../src/core/time.ts'
import { MONDAY_HOUR } from '../support/streams.ts'

it('takes nobody for a newcomer who may have been off when the log began', () => {
  const peers = createPeers()
  peers.firstHour = MONDAY_HOUR
  for (const group of peersToTeach(peers, 'courier')) addToSum(group, PeerSum.activeDays, 100)
  const beganAt = (hour: number) => {
    const account = createAccount()
    account.role = 'courier'
    account.underWay.hour = MONDAY_HOUR + hour
    account.firstSeenMs = account.windows.nowMs = (MONDAY_HOUR + hour) * HOUR_MS
    return isNewcomer(account, peers)
  }
  expect([24, 48, 71, 72].map(beganAt)).toEqual([false, false, false, true])
})

it('calls the second and third day of work early, whatever time of day the log begins at', () => {
  const earlyDays = (began: number) => {
    const peers = createPeers()
    const first = workDay(MONDAY_HOUR + began)
    expect(isEarlyDay(peers, first + 1)).toBe(false)
    peers.firstHour = MONDAY_HOUR + began
    return [0, 1, 2, 3, 4].filter((day) => isEarlyDay(peers, first + day))
  }
  expect([4, 8, 15].map(earlyDays)).toEqual([
    [1, 2],
    [1, 2],
    [1, 2],
  ])
  // Of a day that began in the evening too little is seen.
  expect(earlyDays(20)).toEqual([2, 3])
})
