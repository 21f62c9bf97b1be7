import { describe, expect, it } from 'vitest'

import type { Decoded } from '../../src/pipeline/decode/decode.ts'
import { createFileClock, FIRST_EVENTS, middleTime } from '../../src/transport/file-clock.ts'
import { lookUp } from '../core/support/look-ups.ts'
import { DAY_MS, MINUTE_MS } from '../../src/core/time.ts'
import { MONDAY_MS } from '../core/support/streams.ts'

let id = 0
const event = (occurredAt: number, account = 'A-1'): Decoded => ({
  kind: 'look-up',
  lookUp: lookUp(id++, { occurredAt, account }),
})

/** Of each event 'taken', or why not. */
const pass = (events: readonly Decoded[], startMs = -1): readonly string[] => {
  const clock = createFileClock(startMs)
  return events.map(clock).map((decoded) => (decoded.kind === 'reject' ? decoded.reject.reason : 'taken'))
}

describe('the clock of a file', () => {
  it('takes events in order, and such as are up to a week late', () => {
    const events = [0, 3 * DAY_MS, 2 * DAY_MS, 9 * DAY_MS].map((ms) => event(MONDAY_MS + ms))
    expect(pass(events)).toEqual(['taken', 'taken', 'taken', 'taken'])
  })

  it('refuses events of one account with a wrong clock, however many come in a row, and goes on', () => {
    const wrong = Array.from({ length: 20 }, (_, at) => event(MONDAY_MS + 400 * DAY_MS + at * MINUTE_MS))
    const said = pass([event(MONDAY_MS, 'A-2'), ...wrong, event(MONDAY_MS + MINUTE_MS, 'A-2')])
    expect(said).toEqual(['taken', ...wrong.map(() => 'from_future'), 'taken'])
  })

  it('takes a gap for one once three accounts have it', () => {
    const after = ['A-1', 'A-2', 'A-3', 'A-1'].map((account) => event(MONDAY_MS + 30 * DAY_MS, account))
    expect(pass([event(MONDAY_MS), ...after])).toEqual([
      'taken',
      'from_future',
      'from_future',
      'taken',
      'taken',
    ])
  })

  it('takes a gap of a file of one account for one in the end', () => {
    const after = Array.from({ length: 60 }, (_, at) => event(MONDAY_MS + 30 * DAY_MS + at * MINUTE_MS))
    expect(pass([event(MONDAY_MS), ...after]).slice(-11)).toEqual(Array.from({ length: 11 }, () => 'taken'))
  })

  it('begins in the middle of the first events: the first of all may have a wrong clock', () => {
    const events = [event(MONDAY_MS + 400 * DAY_MS), event(MONDAY_MS, 'A-2'), event(MONDAY_MS, 'A-3')]
    expect(pass(events, middleTime(events))).toEqual(['from_future', 'taken', 'taken'])
    expect(middleTime([])).toBe(-1)
  })

  it('takes every event of a file in which days lie between them', () => {
    const events = Array.from({ length: 60 }, (_, at) => event(MONDAY_MS + at * 3 * DAY_MS))
    expect(pass(events, middleTime(events.slice(0, FIRST_EVENTS)))).toEqual(events.map(() => 'taken'))
  })
})
