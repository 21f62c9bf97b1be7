import { InvalidArgumentError } from 'commander'

import { plainNumber } from '../contract/plain-number.ts'

/** Parser of a whole number from `least` to `most`, both included. */
export const numberFrom =
  (least: number, most = Infinity) =>
  (text: string): number => {
    const value = plainNumber(text)
    if (value === null || !Number.isSafeInteger(value) || value < least || value > most)
      throw new InvalidArgumentError(
        `Give a whole number ${most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`}.`,
      )
    return value
  }

/** Parser of a number from 0 to `limit`, both included. */
export const upTo =
  (limit: number) =>
  (text: string): number => {
    const value = plainNumber(text)
    if (value === null || value < 0 || value > limit)
      throw new InvalidArgumentError(`Give a number from 0 to ${limit}.`)
    return value
  }
