import { DAY_MS, HOUR_MS, MINUTE_MS } from '../contract/time-units.ts'

/** The company lives at +08:00, the whole year. */
export const OFFSET_MS = 8 * HOUR_MS
/** Monday 2026-03-02T00:00:00+08:00, day 0 of every simulation; where a log is to begin another day, it is moved as it is written. */
export const START_MS = Date.UTC(2026, 2, 2) - OFFSET_MS

export const dayStart = (day: number): number => START_MS + day * DAY_MS
/** Place in the week that begins with day 0. */
export const weekPlaceOf = (day: number): number => ((day % 7) + 7) % 7
/** Where a weekday, of which 0 is Monday, lies in the week that begins with the log. */
export const weekPlaceIn = (startMs: number, weekday: number): number =>
  weekPlaceOf(weekday - Math.floor((startMs - START_MS) / DAY_MS))

const twoDigits = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'))
const milliseconds = Array.from({ length: 1000 }, (_, value) => String(value).padStart(3, '0'))

/** RFC 3339 with the company's offset. Remembers the minute, as events come in order. */
export function createTimeFormat(): (atMs: number) => string {
  let minute = Number.NaN
  let prefix = ''
  return (atMs) => {
    const ofMinute = Math.floor(atMs / MINUTE_MS)
    if (ofMinute !== minute) {
      minute = ofMinute
      prefix = new Date(ofMinute * MINUTE_MS + OFFSET_MS).toISOString().slice(0, 17)
    }
    const rest = atMs - ofMinute * MINUTE_MS
    return `${prefix}${twoDigits[Math.floor(rest / 1000)]}.${milliseconds[rest % 1000]}+08:00`
  }
}
