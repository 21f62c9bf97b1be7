import { describe, expect, it } from 'vitest'

import { addLoad, loadOf } from '../../../src/core/peers/load.ts'
import { createPeers, peersToTeach, type Peers } from '../../../src/core/peers/peers.ts'

const HOUR = 480_000

/** What each role did in one hour, beside what is usual for it. */
const afterHour = (roles: Readonly<Record<string, readonly [distinct: number, expected: number]>>): Peers => {
  const peers = createPeers()
  for (const [role, [distinct, expected]] of Object.entries(roles)) {
    peersToTeach(peers, role)
    addLoad(peers, role, HOUR, { distinct, expected })
  }
  return peers
}

const COURIERS = [80_000, 80_000] as const

describe('load', () => {
  it('lifts everybody when everybody does more', () => {
    const peers = afterHour({ courier: [200_000, 100_000] })
    expect(loadOf(peers, 'courier', HOUR, 3)).toBeCloseTo(2, 2)
    expect(loadOf(peers, 'a role never seen', HOUR, 3)).toBeCloseTo(2, 2)
  })

  it('lifts the one role that does more, and no other', () => {
    const peers = afterHour({ courier: COURIERS, 'customer-service': [24_000, 8_000] })
    expect(loadOf(peers, 'customer-service', HOUR, 3)).toBeGreaterThan(2.7)
    expect(loadOf(peers, 'courier', HOUR, 3)).toBeLessThan(1.01)
  })

  it('leans on everybody where a role has few: nobody lifts their own load by much', () => {
    const peers = afterHour({ courier: COURIERS, auditor: [60, 20] })
    expect(loadOf(peers, 'auditor', HOUR, 3)).toBeLessThan(1.1)
  })

  it('is never below what is usual, nor above four times', () => {
    expect(loadOf(afterHour({ courier: [10, 80_000] }), 'courier', HOUR, 3)).toBe(1)
    expect(loadOf(afterHour({ courier: [900_000, 80_000] }), 'courier', HOUR, 3)).toBe(4)
  })

  it('forgets no hour for one of the day before that ends late', () => {
    const peers = afterHour({ courier: [200_000, 100_000] })
    addLoad(peers, 'courier', HOUR - 24, { distinct: 5, expected: 5 })
    expect(loadOf(peers, 'courier', HOUR, 3)).toBeCloseTo(2, 2)
  })

  it('ends with the hours it is taken over', () => {
    const peers = afterHour({ courier: [200_000, 100_000] })
    expect(loadOf(peers, 'courier', HOUR + 2, 3)).toBeCloseTo(2, 2)
    expect(loadOf(peers, 'courier', HOUR + 3, 3)).toBe(1)
    expect(loadOf(peers, 'courier', HOUR + 23, 24)).toBeCloseTo(2, 2)
  })
})
