import { DAY_MS, HOUR_MS, MINUTE_MS } from '../contract/time-units.ts'

/** The company's offset from UTC is +08:00 all year. */
export const OFFSET_MS = 8 * HOUR_MS
/**
 * Monday 2026-03-02T00:00:00+08:00, day 0 of every simulation. For another first day the times are shifted
 * when the log is written.
 */
export const START_MS = Date.UTC(2026, 2, 2) - OFFSET_MS

/** Local midnight at which a day of the log begins, in milliseconds since the epoch. */
export const dayStart = (day: number): number => START_MS + day * DAY_MS
/** Position of a day in the week that begins with day 0: 0 to 6. */
export const weekPlaceOf = (day: number): number => ((day % 7) + 7) % 7
/** Position of a weekday (0 is Monday) in the week that begins with the log's first day. */
export const weekPlaceIn = (startMs: number, weekday: number): number =>
  weekPlaceOf(weekday - Math.floor((startMs - START_MS) / DAY_MS))

const twoDigits = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'))
const milliseconds = Array.from({ length: 1000 }, (_, value) => String(value).padStart(3, '0'))

/**
 * Formatter for RFC 3339 with the company's offset. Caches the current minute, because events come in order.
 */
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
