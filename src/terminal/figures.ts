import { DAY_MS } from '../contract/time-units.ts'

/** Formats a number for a table cell. */
export const short = (value: number): string => {
  if (value >= 1000) return Math.round(value).toLocaleString('en-US')
  if (value >= 100 || Number.isInteger(value)) return String(Math.round(value))
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}

/** Formats a time on the company's clock: `2026-03-12 18:22`. */
export const localTime = (isoTime: string, zoneMs: number): string =>
  new Date(Date.parse(isoTime) + zoneMs).toISOString().slice(0, 16).replace('T', ' ')

/** Formats a day, counted from 1970-01-01, as its date: `2026-03-12`. */
export const isoDate = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

/**
 * Formats minutes in the largest unit of which there are at least two. Below two minutes the unit is minutes,
 * or seconds if below one.
 */
export const durationCell = (minutes: number | null): string => {
  if (minutes === null) return '-'
  if (minutes < 1) return `${Math.round(minutes * 60)} s`
  if (minutes < 120) return `${Math.round(minutes)} min`
  return minutes < 48 * 60 ? `${(minutes / 60).toFixed(1)} h` : `${(minutes / 1440).toFixed(1)} d`
}
