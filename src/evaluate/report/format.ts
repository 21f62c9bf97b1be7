import { short } from '../../terminal/figures.ts'
import type { Estimate } from '../estimate.ts'

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

/** What a theft is called: by its id, with its name where the id does not have it. */
export const theftName = ({ id, name }: { readonly id: string; readonly name: string }): string =>
  id.startsWith(name) ? id : `${name} ${id}`
