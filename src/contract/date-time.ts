import { DAY_MS, MINUTE_MS } from './time-units.ts'

const SHORTEST = '2026-03-02T00:00:00Z'.length
const NONE = -1
const ZERO = 48
const DASH = 45
const PLUS = 43
const DOT = 46
const COLON = 58
const SPACE = 32
const LOWER_T = 116
const LOWER_Z = 122
const TO_LOWER = 32
const DAYS_TO_1970 = 719_528

/**
 * Epoch milliseconds of an RFC 3339 date-time, NaN if it is none; digits below a millisecond are cut off. A
 * leap second (23:59:60 UTC) is the first instant of the next minute. Beyond RFC 3339, as in ajv-formats, the
 * separator may be a space and the offset may be written +0800 or +08, because real logs do so. A text
 * without an offset is refused. Integers and no regular expression: this runs for every event.
 */
export function parseDateTime(text: string): number {
  if (text.length < SHORTEST || !isPunctuated(text)) return Number.NaN
  const day = parseDay(text)
  const hour = twoDigits(text, 11)
  const minute = twoDigits(text, 14)
  const second = twoDigits(text, 17)
  if (
    day === null ||
    !(hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 60)
  )
    return Number.NaN
  const zoneAt = text.charCodeAt(19) === DOT ? endOfDigits(text, 20) : 19
  const offset = zoneAt === 20 || zoneAt === text.length ? null : parseOffset(text, zoneAt)
  if (offset === null) return Number.NaN
  const utcMinute = hour * 60 + minute - offset
  if (second === 60 && (utcMinute + 1) % 1440 !== 0) return Number.NaN
  return day * DAY_MS + utcMinute * MINUTE_MS + second * 1000 + milliseconds(text, zoneAt)
}

/**
 * Event times lie between 1970 and this. No window holds an earlier time. A later one is not in milliseconds:
 * it is in microseconds, or the digits of a date.
 */
export const END_OF_TIME_MS = 7_258_118_400_000 // 2200-01-01T00:00:00Z

export const isDateTime = (text: string): boolean => !Number.isNaN(parseDateTime(text))

function isPunctuated(text: string): boolean {
  const separator = text.charCodeAt(10)
  return (
    text.charCodeAt(4) === DASH &&
    text.charCodeAt(7) === DASH &&
    ((separator | TO_LOWER) === LOWER_T || separator === SPACE) &&
    text.charCodeAt(13) === COLON &&
    text.charCodeAt(16) === COLON
  )
}

/** Days since 1970-01-01, null if the Gregorian calendar has no such date. */
function parseDay(text: string): number | null {
  const century = twoDigits(text, 0)
  const yearOfCentury = twoDigits(text, 2)
  const month = twoDigits(text, 5)
  const dayOfMonth = twoDigits(text, 8)
  if (century === NONE || yearOfCentury === NONE || month < 1 || month > 12) return null
  const year = century * 100 + yearOfCentury
  if (dayOfMonth < 1 || dayOfMonth > daysOf(month, year)) return null
  // http://howardhinnant.github.io/date_algorithms.html#days_from_civil: years that begin in March.
  const shifted = month > 2 ? year : year - 1
  const leapDays = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400)
  const dayOfYear = (((month > 2 ? month - 3 : month + 9) * 153 + 2) / 5) | 0
  return shifted * 365 + leapDays + dayOfYear + dayOfMonth + 59 - DAYS_TO_1970
}

/** Minutes east of UTC of the offset that ends the text, null if there is none. */
function parseOffset(text: string, at: number): number | null {
  const sign = text.charCodeAt(at)
  const rest = text.length - at
  if ((sign | TO_LOWER) === LOWER_Z) return rest === 1 ? 0 : null
  if ((sign !== PLUS && sign !== DASH) || rest < 3) return null
  const hours = twoDigits(text, at + 1)
  const minutesAt = rest > 3 && text.charCodeAt(at + 3) === COLON ? at + 4 : at + 3
  if (rest !== 3 && text.length !== minutesAt + 2) return null
  const minutes = rest === 3 ? 0 : twoDigits(text, minutesAt)
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return null
  return sign === PLUS ? hours * 60 + minutes : -(hours * 60 + minutes)
}

function milliseconds(text: string, end: number): number {
  if (end === 19) return 0
  const tenth = text.charCodeAt(20) - ZERO
  const hundredth = end > 21 ? text.charCodeAt(21) - ZERO : 0
  const thousandth = end > 22 ? text.charCodeAt(22) - ZERO : 0
  return tenth * 100 + hundredth * 10 + thousandth
}

function endOfDigits(text: string, from: number): number {
  let at = from
  while (at < text.length && isDigit(text.charCodeAt(at))) at += 1
  return at
}

function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at)
  const ones = text.charCodeAt(at + 1)
  return isDigit(tens) && isDigit(ones) ? (tens - ZERO) * 10 + ones - ZERO : NONE
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57

function daysOf(month: number, year: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}
