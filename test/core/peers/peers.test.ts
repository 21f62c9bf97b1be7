import { describe, expect, it } from 'vitest'

import { detectors } from '../../../detectors/index.ts'
import { DAY_MS, HOUR_MS } from '../../../src/contract/time-units.ts'
import { createPeers, outletToTeach } from '../../../src/core/peers/peers.ts'
import { lookUp } from '../support/look-ups.ts'
import { createOffice, workAsUsual } from '../support/office.ts'
import { createRun } from '../support/run.ts'
import { MONDAY_MS } from '../support/streams.ts'

describe('peers', () => {
  it('follow a role that changes its ways within a month', () => {
    const office = createOffice()
    workAsUsual(office, { days: 28, courier: 20 })
    workAsUsual(office, { from: 28, days: 28, courier: 10 })
    const at = { day: 56, hour: 9 }
    office.work('new-courier', 'courier', { ...at, waybills: 1 })
    expect(office.usual('new-courier', at).hour.mean).toBeLessThan(14)
  })

  it('forget what was usual when nobody works for months', () => {
    const office = createOffice()
    workAsUsual(office, { days: 14, courier: 40, clerk: 40 })
    const later = { day: 14 + 26 * 7, hour: 9 }
    office.work('courier-0', 'courier', { day: later.day - 1, hour: 9, waybills: 1 })
    office.work('courier-0', 'courier', { ...later, waybills: 1 })
    office.work('new-courier', 'courier', { ...later, waybills: 1 })
    expect(office.usual('new-courier', later).hour.mean).toBeLessThan(10)
  })

  it('stay bounded when the log invents a role for every look-up', () => {
    const run = createRun(detectors)
    for (let id = 0; id < 3_000; id++) {
      const occurredAt = MONDAY_MS + Math.floor(id / 50) * DAY_MS + (id % 50) * HOUR_MS * 0.1
      run.take(lookUp(id, { account: `A-${id % 50}`, role: `role-${id}`, occurredAt }))
    }
    const { roles, tails } = run.lane.peers
    expect(roles.size).toBeLessThanOrEqual(256)
    expect(tails.size).toBeLessThanOrEqual((roles.size + 1) * (detectors.length + 1))
  })

  it('stay bounded when the log invents outlets, and go on learning of those that they know', () => {
    const peers = createPeers()
    for (let outlet = 1; outlet <= 40_000; outlet++) outletToTeach(peers, outlet)
    expect(peers.outlets.size).toBe(1 << 15)
    expect(outletToTeach(peers, 1)).toBe(peers.outlets.get(1))
    expect(outletToTeach(peers, 40_000)).toBeNull()
  })
})
