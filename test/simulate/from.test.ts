import { expect, test } from 'vitest'

import { DAY_MS } from '../../src/contract/time-units.ts'
import { START_MS } from '../../src/simulate/calendar.ts'
import { labelsOf, run, small, usualRun, type Run, type Seen } from './run.ts'

const usual = usualRun()
const timeOf = ({ labels }: Run, kind: 'company' | 'theft' | 'oddity') =>
  labelsOf(labels, kind).flatMap(({ from, to }) => [Date.parse(from), Date.parse(to)])

const timeless = ({ event }: Seen) => ({ ...event, occurredAt: '' })

test('a log that begins some weeks later is the same, but for its dates', () => {
  const shiftMs = 70 * DAY_MS
  const later = run({ ...small, startMs: START_MS + shiftMs })
  expect(later.events.map(({ at }) => at - shiftMs)).toEqual(usual.events.map(({ at }) => at))
  expect(later.events.filter(({ event, at }) => Date.parse(event.occurredAt) !== at)).toEqual([])
  expect(later.events.map(timeless)).toEqual(usual.events.map(timeless))
  for (const kind of ['company', 'theft', 'oddity'] as const)
    expect(timeOf(later, kind).map((ms) => ms - shiftMs)).toEqual(timeOf(usual, kind))
})

test('on whatever day a log begins, least is done on its Sundays', () => {
  for (const days of [0, 3, 6]) {
    const { events } = run({ accounts: 150, days: 14, scenario: 'honest', startMs: START_MS + days * DAY_MS })
    const lookUps = Array.from({ length: 7 }, () => 0)
    for (const { event } of events) {
      const weekday = new Date(`${event.occurredAt.slice(0, 10)}T00:00Z`).getUTCDay()
      lookUps[weekday] = (lookUps[weekday] ?? 0) + 1
    }
    expect(Math.min(...lookUps)).toBe(lookUps[0])
    expect(lookUps[0]).toBeGreaterThan(0)
  }
})

test.each([
  { accounts: 100, days: 10 },
  { accounts: 90, days: 3, seed: 2 },
  { accounts: 60, days: 1 },
])('nothing happens before the first day of a log as short as %o', (options) => {
  const { events } = run(options)
  expect(events[0]?.at).toBeGreaterThanOrEqual(START_MS)
})
