import type { Estimate } from '../estimate.ts'

/** A number short enough for a table cell. */
export const short = (value: number): string => {
  if (value >= 1000) return Math.round(value).toLocaleString('en-US')
  if (value >= 100 || Number.isInteger(value)) return String(Math.round(value))
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}

const interval = ({ low, high }: Estimate, show: (value: number) => string): string =>
  `${show(low)} to ${show(high)}`

const percent = (share: number): string => {
  const value = share * 100
  // Nearly all is not all.
  if (value < 100 && Math.round(value) === 100) return (Math.floor(value * 10) / 10).toFixed(1)
  return value > 0 && value < 10 ? value.toFixed(1) : String(Math.round(value))
}

/** `88 % (80 to 95)`; a dash where there is nothing to have a share of. */
export const shareCell = (estimate: Estimate | null): string =>
  estimate === null ? '-' : `${percent(estimate.value)} % (${interval(estimate, percent)})`

/** `1.2 (0.4 to 2.1)`. */
export const rateCell = (estimate: Estimate | null): string =>
  estimate === null ? '-' : `${short(estimate.value)} (${interval(estimate, short)})`

export const countCell = (value: number | null): string => (value === null ? '-' : short(value))

/** Event time in the largest unit that leaves a number above 1. */
export const durationCell = (minutes: number | null): string => {
  if (minutes === null) return '-'
  if (minutes < 1) return `${Math.round(minutes * 60)} s`
  if (minutes < 120) return `${Math.round(minutes)} min`
  return minutes < 48 * 60 ? `${(minutes / 60).toFixed(1)} h` : `${(minutes / 1440).toFixed(1)} d`
}
