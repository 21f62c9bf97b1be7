import { InvalidArgumentError } from 'commander'

/** Digits as people write them: what JavaScript also takes, as `0x10` or nothing at all, is a slip. */
const numberOf = (text: string): number => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN)

/** Reads a whole number, `most` included. */
export const numberFrom =
  (least: number, most = Infinity) =>
  (text: string): number => {
    const value = numberOf(text)
    if (!Number.isSafeInteger(value) || value < least || value > most)
      throw new InvalidArgumentError(
        `Give a whole number ${most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`}.`,
      )
    return value
  }

/** Reads a number from 0 to the limit. */
export const upTo =
  (limit: number) =>
  (text: string): number => {
    const value = numberOf(text)
    if (!(value >= 0 && value <= limit)) throw new InvalidArgumentError(`Give a number from 0 to ${limit}.`)
    return value
  }
