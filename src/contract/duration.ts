import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './time-units.ts'

/**
 * ISO 8601 durations in days, hours, minutes and seconds, or in weeks: PT10M, P7D, PT0.2S, P2W. Months and
 * years are left out, because they have no fixed length.
 */
export const durationPattern = '^P(?=.)(\\d+W|(\\d+D)?(T(?=.)(\\d+H)?(\\d+M)?(\\d+(\\.\\d{1,3})?S)?)?)$'

const shape = new RegExp(durationPattern)
const unitsMs: Readonly<Record<string, number>> = {
  W: 7 * DAY_MS,
  D: DAY_MS,
  H: HOUR_MS,
  M: MINUTE_MS,
  S: SECOND_MS,
}

/** Milliseconds of an ISO 8601 duration; null if the text is not one. */
export function parseDuration(text: string): number | null {
  if (!shape.test(text)) return null
  let ms = 0
  for (const [, count, unit = ''] of text.matchAll(/([\d.]+)([A-Z])/g))
    ms += Math.round(Number(count) * (unitsMs[unit] ?? Number.NaN))
  return ms
}

/** The shortest text of a duration: P7D, PT1H30M, PT0.2S. `ms` >= 0. */
export function formatDuration(ms: number): string {
  const days = Math.floor(ms / DAY_MS)
  const hours = Math.floor((ms % DAY_MS) / HOUR_MS)
  const minutes = Math.floor((ms % HOUR_MS) / MINUTE_MS)
  const seconds = (ms % MINUTE_MS) / SECOND_MS
  const time = `${hours > 0 ? `${hours}H` : ''}${minutes > 0 ? `${minutes}M` : ''}${seconds > 0 ? `${seconds}S` : ''}`
  if (days === 0 && time === '') return 'PT0S'
  return `P${days > 0 ? `${days}D` : ''}${time === '' ? '' : `T${time}`}`
}
