/** Days, hours, minutes and seconds of ISO 8601, or weeks: PT10M, P7D, PT0.2S, P2W. No months or years: they have no length. */
export const durationPattern = '^P(?=.)(\\d+W|(\\d+D)?(T(?=.)(\\d+H)?(\\d+M)?(\\d+(\\.\\d+)?S)?)?)$'

const shape = /^P(?:(\d+)W|(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?)$/
const unitsMs = [604_800_000, 86_400_000, 3_600_000, 60_000, 1_000]

/** Milliseconds of an ISO 8601 duration; null where the text is not one. */
export function parseDuration(text: string): number | null {
  const parts = shape.exec(text)?.slice(1)
  if (parts === undefined || !new RegExp(durationPattern).test(text)) return null
  return unitsMs.reduce((sum, unitMs, index) => sum + Math.round(Number(parts[index] ?? 0) * unitMs), 0)
}

/** The shortest text of a duration: P7D, PT1H30M, PT0.2S. `ms` >= 0. */
export function formatDuration(ms: number): string {
  const [, dayMs = NaN, hourMs = NaN, minuteMs = NaN] = unitsMs
  const days = Math.floor(ms / dayMs)
  const hours = Math.floor((ms % dayMs) / hourMs)
  const minutes = Math.floor((ms % hourMs) / minuteMs)
  const seconds = (ms % minuteMs) / 1_000
  const time = `${hours > 0 ? `${hours}H` : ''}${minutes > 0 ? `${minutes}M` : ''}${seconds > 0 ? `${seconds}S` : ''}`
  if (days === 0 && time === '') return 'PT0S'
  return `P${days > 0 ? `${days}D` : ''}${time === '' ? '' : `T${time}`}`
}
