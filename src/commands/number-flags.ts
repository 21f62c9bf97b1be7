import { InvalidArgumentError } from 'commander'

import { plainNumber } from '../contract/plain-number.ts'

/** Reads a whole number, `most` included. */
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

/** Reads a number from 0 to the limit. */
export const upTo =
  (limit: number) =>
  (text: string): number => {
    const value = plainNumber(text)
    if (value === null || value < 0 || value > limit)
      throw new InvalidArgumentError(`Give a number from 0 to ${limit}.`)
    return value
  }
