import { describe, expect, it } from 'vitest'

import { HOUR_MS, SECOND_MS } from '../../../src/contract/time-units.ts'
import { createPatience } from '../../../src/pipeline/live/patience.ts'

const NOW_MS = Date.UTC(2026, 2, 2, 12)
const OLD_MS = NOW_MS - 2 * HOUR_MS

/** Lanes whose last records a test moves, and a clock that it moves. */
const createScene = () => {
  const scene = { nowMs: NOW_MS, setBackMs: 0, lastRecords: ['a', 'b', 'c'] as (string | null)[] }
  const isWaitedFor = createPatience({
    store: {
      readFields: async (lane) => {
        const field = scene.lastRecords[lane] ?? null
        return [field === null ? null : Buffer.from(field)]
      },
    },
    sessionTimeoutMs: 10 * SECOND_MS,
    now: () => scene.nowMs - scene.setBackMs,
    elapsedMs: () => scene.nowMs,
  })
  return { scene, isWaitedFor }
}

describe('a lane that is ahead', () => {
  it('waits for the others as long as one of them moves', async () => {
    const { scene, isWaitedFor } = createScene()
    for (let tries = 0; tries < 10; tries++) {
      expect(await isWaitedFor([1, 2], OLD_MS)).toBe(true)
      scene.nowMs += 9 * SECOND_MS
      scene.lastRecords[2] = `c${tries}`
    }
  })

  it('waits one and a half session timeouts for lanes that stand still, or never had a record, and no more', async () => {
    const { scene, isWaitedFor } = createScene()
    scene.lastRecords[2] = null
    expect(await isWaitedFor([1, 2], OLD_MS)).toBe(true)
    scene.nowMs += 14 * SECOND_MS
    expect(await isWaitedFor([1, 2], OLD_MS)).toBe(true)
    scene.nowMs += SECOND_MS
    expect(await isWaitedFor([1, 2], OLD_MS)).toBe(false)
    expect(await isWaitedFor([2], OLD_MS)).toBe(false)
    scene.lastRecords[1] = 'b2'
    expect(await isWaitedFor([1, 2], OLD_MS)).toBe(true)
  })

  it('waits no longer where the clock is set back', async () => {
    const { scene, isWaitedFor } = createScene()
    expect(await isWaitedFor([1], OLD_MS)).toBe(true)
    scene.nowMs += 15 * SECOND_MS
    scene.setBackMs = 20 * SECOND_MS
    expect(await isWaitedFor([1], OLD_MS)).toBe(false)
  })

  it('does not wait at the head of a topic', async () => {
    const { isWaitedFor } = createScene()
    expect(await isWaitedFor([1, 2], NOW_MS - 0.9 * HOUR_MS)).toBe(false)
    expect(await isWaitedFor([1, 2], NOW_MS - HOUR_MS)).toBe(true)
  })
})
