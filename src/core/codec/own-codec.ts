// Hot code. `as number` stands where an index is in bounds by construction.
import { profileToTeach, type Account, type OwnBaseline } from '../account.ts'
import { fromThreeBytes, toThreeBytes } from '../small-float.ts'
import { HOURS_OF_WEEK } from '../time.ts'
import { readBits, readCount, writeBits, writeCount, type BitReader, type BitWriter } from './bits.ts'

/** Writes sums and habits, each after a bit that says whether it is not 0, then the profile. */
export const writeOwn = (to: BitWriter, own: OwnBaseline): void => {
  writeFloats(to, own.sums)
  writeFloats(to, own.habits)
  writeProfile(to, own.profile)
}

export const readOwn = (from: BitReader, account: Account): void => {
  readFloats(from, account.own.sums)
  readFloats(from, account.own.habits)
  if (readBits(from, 1) === 1) readProfile(from, profileToTeach(account))
}

/** Three bytes without the sign: no value is below 0. */
const FLOAT_BITS = 23

const writeFloats = (to: BitWriter, values: Float32Array): void => {
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number
    writeBits(to, value === 0 ? 0 : 1, 1)
    if (value !== 0) writeBits(to, toThreeBytes(value), FLOAT_BITS)
  }
}

const readFloats = (from: BitReader, values: Float32Array): void => {
  for (let at = 0; at < values.length; at++) {
    if (readBits(from, 1) === 1) values[at] = fromThreeBytes(readBits(from, FLOAT_BITS))
  }
}

/** `usual` of `writeCount` for the lengths of stretches of work and of rest, in hours. */
const USUAL_STRETCH = 1
const RATE_BITS = 8
const WIDTH_BITS = 4

/**
 * Writes the lengths of stretches of rest and of work in turn, the least rate, and the bits that rates above
 * it need. Each hour at work follows in that many bits, as its rate less the least.
 */
const writeProfile = (to: BitWriter, profile: Uint8Array): void => {
  writeBits(to, profile.length === 0 ? 0 : 1, 1)
  if (profile.length === 0) return
  let least = 255
  let most = 0
  let hours = 0
  let began = 0
  let isWork = false
  for (let cell = 0; cell < HOURS_OF_WEEK; cell++) {
    const rate = profile[cell] as number
    if ((rate !== 0) !== isWork) {
      writeCount(to, cell - began, USUAL_STRETCH)
      began = cell
      isWork = !isWork
    }
    if (rate === 0) continue
    atWork[hours++] = rate
    if (rate < least) least = rate
    if (rate > most) most = rate
  }
  writeCount(to, HOURS_OF_WEEK - began, USUAL_STRETCH)
  if (hours === 0) return
  const width = 32 - Math.clz32(most - least)
  writeBits(to, least, RATE_BITS)
  writeBits(to, width, WIDTH_BITS)
  for (let hour = 0; hour < hours; hour++) writeBits(to, (atWork[hour] as number) - least, width)
}

// Scratch list of the rates that are not 0, for all calls: coding is synchronous.
const atWork = new Uint8Array(HOURS_OF_WEEK)

const readProfile = (from: BitReader, profile: Uint8Array): void => {
  let cell = 0
  for (let isWork = false; cell < HOURS_OF_WEEK; isWork = !isWork) {
    const end = cell + readCount(from, USUAL_STRETCH)
    if (end > HOURS_OF_WEEK) throw new RangeError('has a week of other hours')
    if (isWork) profile.fill(1, cell, end)
    cell = end
  }
  if (!profile.includes(1)) return
  const least = readBits(from, RATE_BITS)
  const width = readBits(from, WIDTH_BITS)
  for (let at = 0; at < HOURS_OF_WEEK; at++)
    if (profile[at] !== 0) profile[at] = least + readBits(from, width)
}
