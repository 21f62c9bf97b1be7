import { short } from '../../terminal/figures.ts'
import type { Estimate } from '../estimate.ts'

const interval = ({ low, high }: Estimate, show: (value: number) => string): string =>
  `${show(low)} to ${show(high)}`

const percent = (share: number): string => {
  const value = share * 100
  // Never rounds up to 100: nearly all is not all.
  if (value < 100 && Math.round(value) === 100) return (Math.floor(value * 10) / 10).toFixed(1)
  return value > 0 && value < 10 ? value.toFixed(1) : String(Math.round(value))
}

/** A share with its interval, such as `88 % (80 to 95)`; a dash for null. */
export const shareCell = (estimate: Estimate | null): string =>
  estimate === null ? '-' : `${percent(estimate.value)} % (${interval(estimate, percent)})`

/** A rate with its interval, such as `1.2 (0.4 to 2.1)`; a dash for null. */
export const rateCell = (estimate: Estimate | null): string =>
  estimate === null ? '-' : `${short(estimate.value)} (${interval(estimate, short)})`

export const countCell = (value: number | null): string => (value === null ? '-' : short(value))

/** The theft's display name: its id, preceded by the kind of theft if the id does not begin with it. */
export const theftName = ({ id, name }: { readonly id: string; readonly name: string }): string =>
  id.startsWith(name) ? id : `${name} ${id}`
