import * as fc from 'fast-check'

const padded = (value: number, length = 2) => String(value).padStart(length, '0')
const two = (min: number, max: number) => fc.integer({ min, max }).map((value) => padded(value))
const joined = (...parts: fc.Arbitrary<string>[]) => fc.tuple(...parts).map((texts) => texts.join(''))

const years = fc.oneof(
  fc.constantFrom('2026', '2024', '1900', '2000', '0000', '9999'),
  fc.integer({ min: 0, max: 9999 }).map((year) => padded(year, 4)),
)
const dates = joined(years, fc.constant('-'), two(1, 12), fc.constant('-'), two(1, 31))
const oddDates = joined(years, fc.constantFrom('-', '/'), two(0, 13), fc.constant('-'), two(0, 32))
const times = joined(two(0, 23), fc.constant(':'), two(0, 59), fc.constant(':'), two(0, 59))
const oddTimes = joined(
  two(20, 25),
  fc.constant(':'),
  two(55, 61),
  fc.constantFrom(':', '.', ''),
  two(55, 62),
)
const fractions = fc.constantFrom('', '.5', '.123', '.123456789')
const oddFractions = fc.constantFrom('.', ',5', '.1.2', '.-1')
const offsetMinutes = fc.integer({ min: -1439, max: 1439 })
const offsets = fc.oneof(fc.constantFrom('Z', '+08:00'), offsetMinutes.map(printOffset))
const oddOffsets = fc.constantFrom(
  ...'z +0800 +08 -00:00 UTC +8 +24:00 +08:60 +08:0 ZZ +08:000 +080 08:00 −08:00 Z[Asia/Shanghai]'.split(' '),
  '',
  ' ',
  'Z ',
)

const right = joined(dates, fc.constantFrom('T', 't', ' '), times, fractions, offsets)
const oneOdd = fc.oneof(
  joined(oddDates, fc.constant('T'), times, fractions, offsets),
  joined(dates, fc.constantFrom('', '_', 'TT', '  '), times, fractions, offsets),
  joined(dates, fc.constant('T'), oddTimes, fractions, offsets),
  joined(dates, fc.constant('T'), times, oddFractions, offsets),
  joined(dates, fc.constant('T'), times, fractions, oddOffsets),
)

/** The minute 23:59 UTC, or beside it, in any offset, with a sixty-first second. */
const leapSeconds = fc
  .tuple(dates, fc.constantFrom(1438, 1439, 1439, 1440), offsetMinutes, fractions)
  .map(([date, utcMinute, offset, fraction]) => {
    const minute = (utcMinute + offset + 1440) % 1440
    const clock = `${padded(Math.floor(minute / 60))}:${padded(minute % 60)}:60`
    return `${date}T${clock}${fraction}${printOffset(offset)}`
  })

const cutOff = fc.tuple(right, fc.nat(34)).map(([text, length]) => text.slice(0, length))
const letters = fc.constantFrom('a', '/', ':', '٣', '-', '0', '\u0000', '9')
const mistyped = fc
  .tuple(right, fc.nat(34), letters)
  .map(([text, at, letter]) => text.slice(0, at) + letter + text.slice(at + 1))

/** Date-times of every form, right and wrong. */
export const dateTimes: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: right, weight: 4 },
  { arbitrary: oneOdd, weight: 3 },
  { arbitrary: leapSeconds, weight: 1 },
  { arbitrary: cutOff, weight: 1 },
  { arbitrary: mistyped, weight: 1 },
)

function printOffset(minutes: number): string {
  const distance = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${padded(Math.floor(distance / 60))}:${padded(distance % 60)}`
}
