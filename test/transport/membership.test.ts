import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { followMembership } from '../../src/transport/membership.ts'

const REBALANCE_MS = 6_000
const events = { REQUEST: 'request', GROUP_JOIN: 'join', HEARTBEAT: 'heartbeat', CRASH: 'crash' } as const

/** A member whose consumer tells of an answer that was `duration` ms under way, as kafkajs does. */
function member() {
  const listeners = new Map<string, (event: { payload: unknown }) => void>()
  const on = (event: string, listener: (event: { payload: unknown }) => void) =>
    listeners.set(event, listener)
  const membership = followMembership(
    { events, on } as unknown as Parameters<typeof followMembership>[0],
    REBALANCE_MS,
  )
  const tell = (event: string, payload: unknown) => listeners.get(event)?.({ payload })
  const ask = (apiName: string, duration: number) => tell(events.REQUEST, { apiName, duration })
  return {
    membership,
    ask,
    crash: () => tell(events.CRASH, {}),
    join: () => {
      ask('SyncGroup', 0)
      tell(events.GROUP_JOIN, {})
    },
    heartbeat: (duration = 0) => {
      ask('Heartbeat', duration)
      tell(events.HEARTBEAT, {})
    },
  }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('is valid for as long as a join waits from each answer, and not after a crash', () => {
  const { membership, join, heartbeat, crash } = member()
  expect(membership.isValid).toBe(false)
  join()
  vi.advanceTimersByTime(REBALANCE_MS - 1)
  expect(membership.isValid).toBe(true)
  heartbeat()
  vi.advanceTimersByTime(REBALANCE_MS - 1)
  expect(membership.isValid).toBe(true)
  vi.advanceTimersByTime(1)
  expect(membership.isValid).toBe(false)
  heartbeat()
  crash()
  expect(membership.isValid).toBe(false)
})

it('is not renewed by an answer that was read when a join could have ended', () => {
  const { membership, join, heartbeat } = member()
  join()
  vi.advanceTimersByTime(REBALANCE_MS + 2_000)
  heartbeat(REBALANCE_MS)
  expect(membership.isValid).toBe(false)
  heartbeat(REBALANCE_MS - 1)
  expect(membership.isValid).toBe(true)
})

it('is renewed neither by other requests nor by a refused heartbeat', () => {
  const { membership, join, ask } = member()
  join()
  vi.advanceTimersByTime(REBALANCE_MS)
  ask('Fetch', 0)
  ask('Heartbeat', 0)
  expect(membership.isValid).toBe(false)
})

it('does not last longer where the clock was set back while the group answered', () => {
  const { membership, heartbeat } = member()
  heartbeat(-60_000)
  vi.advanceTimersByTime(REBALANCE_MS)
  expect(membership.isValid).toBe(false)
})
