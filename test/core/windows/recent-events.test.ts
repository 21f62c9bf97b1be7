import { describe, expect, it } from 'vitest'

import {
  createRecentEvents,
  isRepeat,
  LAST_BITS,
  REMEMBERED_EVENTS,
  rememberEvent,
} from '../../../src/core/windows/recent-events.ts'
import { createRandom } from '../../../src/simulate/random/create-random.ts'
import { SEED } from '../support/streams.ts'

describe('recent events', () => {
  it('know every one of the last, and forget the one before', () => {
    const recent = createRecentEvents()
    for (let event = 0; event <= 500; event++) {
      rememberEvent(recent, event, event)
      const oldest = Math.max(0, event - REMEMBERED_EVENTS + 1)
      for (let known = oldest; known <= event; known++) expect(isRepeat(recent, known, known)).toBe(true)
      expect(isRepeat(recent, oldest - 1, oldest - 1)).toBe(false)
    }
  })

  it('know nothing at first, not even an event whose hash is all zeros', () => {
    expect(isRepeat(createRecentEvents(), 0, 0)).toBe(false)
  })

  it('tell events apart by the first 32 bits of their hash and the last 2', () => {
    const recent = createRecentEvents()
    rememberEvent(recent, -7, 0x1234_56ff)
    expect(isRepeat(recent, -7, 0x1234_56ff)).toBe(true)
    for (let bit = 0; bit < 32; bit++) {
      expect(isRepeat(recent, -7 ^ (1 << bit), 0x1234_56ff)).toBe(false)
      expect(isRepeat(recent, -7, 0x1234_56ff ^ (1 << bit))).toBe(bit >= 2)
    }
  })

  it('take a new event for a repeat less often than once in a billion', () => {
    // By arithmetic: each of those remembered is hit with 2^-34.
    expect(REMEMBERED_EVENTS / 2 ** (32 + LAST_BITS)).toBeLessThan(1e-9)
    const random = createRandom('repeats', SEED)
    const recent = createRecentEvents()
    const word = () => Math.floor(random() * 2 ** 32) | 0
    let repeats = 0
    for (let event = 0; event < 300_000; event++) {
      const [high, low] = [word(), word()]
      if (isRepeat(recent, high, low)) repeats++
      rememberEvent(recent, high, low)
    }
    expect(repeats).toBe(0)
  })
})
