import { remembering } from './remembering.ts'

/** Cached, because formatting takes long, and most numbers in sentences are small. */
const sayNumber = remembering(2_048, (value: number) => value.toLocaleString('en'))

/** A count in a sentence: 1,281. */
export const sayCount = (count: number): string => sayNumber(Math.round(count))

/** A mean in a sentence: about 0.4, about 1,281, almost none. */
export const sayMean = (mean: number): string => {
  const rounded = mean < 10 ? Math.round(mean * 10) / 10 : Math.round(mean)
  return rounded === 0 ? 'almost none' : `about ${sayNumber(rounded)}`
}

/** Rounded to two digits: more would suggest a precision that is not there. */
export const sayRoughly = (value: number): string => {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(value)) - 1)
  return sayCount(Math.round(value / unit) * unit)
}
