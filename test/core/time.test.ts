import { describe, expect, it } from 'vitest'

import { HOUR_MS } from '../../src/contract/time-units.ts'
import { calendarDay, sayStretch, sayTime, sayZone, startOfDay, workDayAt } from '../../src/core/time.ts'
import { MONDAY_MS } from './support/streams.ts'

const ZONE_MS = 8 * HOUR_MS
const dayAt = (hours: number): number => workDayAt(MONDAY_MS + hours * HOUR_MS, ZONE_MS)

describe('a day of work', () => {
  it("has all of a night's work: it begins at four in the morning", () => {
    expect([dayAt(23), dayAt(27.9)]).toEqual([dayAt(9), dayAt(9)])
    expect(dayAt(28)).toBe(dayAt(9) + 1)
    expect(dayAt(3.9)).toBe(dayAt(9) - 1)
  })

  it('begins when its first hour does', () => {
    expect(startOfDay(dayAt(9), ZONE_MS)).toBe(MONDAY_MS + 4 * HOUR_MS)
  })

  it('is not what a person calls a day: one in the morning of Tuesday is said to be a day after Monday', () => {
    const [evening, night] = [MONDAY_MS + 20 * HOUR_MS, MONDAY_MS + 25 * HOUR_MS]
    expect(calendarDay(night, ZONE_MS)).toBe(calendarDay(evening, ZONE_MS) + 1)
    expect([evening, night].map((timeMs) => sayTime(timeMs, ZONE_MS))).toEqual([
      '20:00 on 2 March',
      '01:00 on 3 March',
    ])
  })
})

describe('a stretch of time', () => {
  it('is said with its date, and with both where there are two', () => {
    const sayFromTo = (from: number, to: number) =>
      sayStretch(MONDAY_MS + from * HOUR_MS, MONDAY_MS + to * HOUR_MS, ZONE_MS)
    expect(sayFromTo(4, 9.2)).toBe('from 04:00 to 09:12 on 2 March')
    expect(sayStretch(0, 1, -9 * HOUR_MS)).toBe('from 15:00 to 15:00 on 31 December')
    expect(sayFromTo(20, 25)).toBe('from 20:00 on 2 March to 01:00 on 3 March')
  })
})

it('says by which clock times are', () => {
  expect([8, 0, -3.5, 5.75].map((hours) => sayZone(hours * 3_600_000))).toEqual([
    'UTC+08:00',
    'UTC+00:00',
    'UTC-03:30',
    'UTC+05:45',
  ])
})
