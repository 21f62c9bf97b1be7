import { DAY_MS, HOUR_MS, MINUTE_MS } from '../contract/time-units.ts'
import { remembering } from './remembering.ts'

export const WEEK_MS = 7 * DAY_MS
export const HOURS_OF_WEEK = 168

// 1970-01-01 was a Thursday: three days after a Monday.
const EPOCH_DAYS_AFTER_MONDAY = 3

/** Whole local hours since the epoch. `zoneMs` is the company's offset from UTC. */
export const localHour = (timeMs: number, zoneMs: number): number => Math.floor((timeMs + zoneMs) / HOUR_MS)

/**
 * The instant by the company's clock, with its date, so that it stays true when it is read on another day:
 * 09:12 on 9 March.
 */
export const sayTime = (timeMs: number, zoneMs: number): string =>
  `${sayClock(timeMs, zoneMs)} on ${sayDay(calendarDay(timeMs, zoneMs))}`

/** From one instant to another: from 04:00 to 09:12 on 9 March. */
export const sayStretch = (fromMs: number, toMs: number, zoneMs: number): string => {
  const isOneDay = calendarDay(fromMs, zoneMs) === calendarDay(toMs, zoneMs)
  const from = isOneDay ? sayClock(fromMs, zoneMs) : sayTime(fromMs, zoneMs)
  return `from ${from} to ${sayTime(toMs, zoneMs)}`
}

const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' })

/** Cached: formatting a date takes long, and the sentences of open alerts speak of the same few days. */
const sayDay = remembering(512, (day: number) => DATE.format(day * DAY_MS))

/** The company's time zone: UTC+08:00. */
export const sayZone = (zoneMs: number): string =>
  `UTC${zoneMs < 0 ? '-' : '+'}${hoursAndMinutes(Math.abs(zoneMs))}`

const sayClock = (timeMs: number, zoneMs: number): string =>
  hoursAndMinutes(timeMs + zoneMs - calendarDay(timeMs, zoneMs) * DAY_MS)

const hoursAndMinutes = (ms: number): string => {
  const minutes = Math.floor(ms / MINUTE_MS)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** The hour of the week of a local hour: 0 = Monday 00:00, 167 = Sunday 23:00. */
export const hourOfWeek = (hour: number): number => (hour + EPOCH_DAYS_AFTER_MONDAY * 24) % HOURS_OF_WEEK

/** The hour of the company's clock at which a day of work begins: then the fewest people work. */
const DAY_BEGINS = 4

/**
 * The day of work of a local hour, in days since the epoch. It begins at four in the morning, so that a
 * night's work belongs to one day, not two.
 */
export const workDay = (hour: number): number => Math.floor((hour - DAY_BEGINS) / 24)

/** The day of work that an instant lies in. */
export const workDayAt = (timeMs: number, zoneMs: number): number => workDay(localHour(timeMs, zoneMs))

/** The local hour with which a day of work begins. */
export const firstHourOf = (day: number): number => day * 24 + DAY_BEGINS

/** When a day of work begins, epoch milliseconds. */
export const startOfDay = (day: number, zoneMs: number): number =>
  day * DAY_MS + DAY_BEGINS * HOUR_MS - zoneMs

/** Days since the epoch by the calendar. */
export const calendarDay = (timeMs: number, zoneMs: number): number => Math.floor((timeMs + zoneMs) / DAY_MS)

/** The week of a local hour, in whole local weeks since Monday 1969-12-29. */
export const localWeek = (hour: number): number =>
  Math.floor((hour + EPOCH_DAYS_AFTER_MONDAY * 24) / HOURS_OF_WEEK)
