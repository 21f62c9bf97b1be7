export const SECOND_MS = 1_000
export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000
export const WEEK_MS = 7 * DAY_MS
export const HOURS_OF_WEEK = 168

// 1970-01-01 was a Thursday: three days after a Monday.
const EPOCH_DAYS_AFTER_MONDAY = 3

/** Whole local hours since the epoch. `zoneMs` is the company's offset from UTC. */
export const localHour = (timeMs: number, zoneMs: number): number => Math.floor((timeMs + zoneMs) / HOUR_MS)

/** The instant as the company's clock has it: 09:12, and with its date where that is not the day of `nowMs`. */
export const sayTime = (timeMs: number, nowMs: number, zoneMs: number): string => {
  const [date = '', clock = ''] = new Date(timeMs + zoneMs).toISOString().split('T')
  const isToday = Math.floor((timeMs + zoneMs) / DAY_MS) === Math.floor((nowMs + zoneMs) / DAY_MS)
  return isToday ? clock.slice(0, 5) : `${date} ${clock.slice(0, 5)}`
}

/** 0 = Monday 00:00, 167 = Sunday 23:00, of a local hour. */
export const hourOfWeek = (hour: number): number => (hour + EPOCH_DAYS_AFTER_MONDAY * 24) % HOURS_OF_WEEK

/** Whole local days since the epoch, of a local hour. */
export const localDay = (hour: number): number => Math.floor(hour / 24)

/** Whole local weeks since Monday 1969-12-29, of a local hour. */
export const localWeek = (hour: number): number =>
  Math.floor((hour + EPOCH_DAYS_AFTER_MONDAY * 24) / HOURS_OF_WEEK)
