// Hot code. `as number` stands where an index is in bounds by construction.
import { WaywardenError } from '../contract/errors.ts'
import { createAccount, OWN_SUMS, profileToTeach, type Account, type UnderWay } from './account.ts'
import {
  createReader,
  createWriter,
  readByte,
  readFloat32,
  readText,
  readUint32,
  readVarint,
  writeByte,
  writeFloat32,
  writeText,
  writeUint32,
  writeVarint,
  type Reader,
  type Writer,
} from './bytes.ts'
import { HABITS } from './habit.ts'
import { REMEMBERED_EVENTS, rememberEvent } from './recent-events.ts'
import { HOURS_OF_WEEK } from './time.ts'
import { readTraces, writeTraces } from './traces-codec.ts'
import { readWindows, writeWindows } from './windows-codec.ts'

/** First byte of every encoded state. */
export const STATE_VERSION = 1

/** No account's state is larger, whatever it was fed (test/core/account-codec.test.ts). */
export const MOST_STATE_BYTES = 4096

// One scratch buffer for all: encoding is synchronous, and what leaves it is copied.
const scratch = createWriter(2 * MOST_STATE_BYTES)

/** The account as bytes: the same account always gives the same bytes. */
export const encodeAccount = (account: Account): Uint8Array => {
  scratch.length = 0
  writeByte(scratch, STATE_VERSION)
  writeWindows(scratch, account.windows)
  writeVarint(scratch, account.windows.nowMs - account.firstSeenMs)
  writeText(scratch, account.role)
  writeRecent(scratch, account)
  writeUnderWay(scratch, account.underWay)
  writeOwn(scratch, account)
  writeTraces(scratch, account)
  return scratch.bytes.slice(0, scratch.length)
}

/**
 * Reads what `encodeAccount` wrote.
 * @throws WaywardenError `state_version_unknown`: another version of the program wrote it; `state_corrupt`: it is cut or damaged.
 */
export const decodeAccount = (bytes: Uint8Array): Account => {
  const version = bytes[0]
  if (version !== STATE_VERSION) {
    throw new WaywardenError(
      'state_version_unknown',
      `State version ${version} is not ${STATE_VERSION}: run the version of waywarden that wrote it, or start with a new redis.keyPrefix`,
      { cause: { version } },
    )
  }
  try {
    return readAccount(createReader(bytes))
  } catch (cause) {
    throw corrupt(cause)
  }
}

const corrupt = (cause: unknown): WaywardenError =>
  new WaywardenError(
    'state_corrupt',
    'An account state in the store cannot be read: restore the store from a backup',
    {
      cause,
    },
  )

const readAccount = (from: Reader): Account => {
  const account = createAccount()
  from.at = 1
  readWindows(from, account.windows)
  account.firstSeenMs = account.windows.nowMs - readVarint(from)
  account.role = readText(from)
  readRecent(from, account)
  readUnderWay(from, account.underWay)
  readOwn(from, account)
  readTraces(from, account)
  if (from.at !== from.bytes.length) throw new RangeError(`ends at ${from.at} of ${from.bytes.length}`)
  return account
}

/** Oldest first. */
const writeRecent = (to: Writer, { recent }: Account): void => {
  writeByte(to, recent.size)
  const first = recent.next - recent.size + REMEMBERED_EVENTS
  for (let each = 0; each < recent.size; each++) {
    const at = (first + each) % REMEMBERED_EVENTS
    writeUint32(to, recent.cells[at] as number)
    writeByte(to, recent.cells[REMEMBERED_EVENTS + at] as number)
  }
}

const readRecent = (from: Reader, { recent }: Account): void => {
  for (let left = readByte(from); left > 0; left--) {
    const high = readUint32(from)
    rememberEvent(recent, high | 0, readByte(from))
  }
}

const writeUnderWay = (to: Writer, underWay: UnderWay): void => {
  writeVarint(to, underWay.hour)
  writeVarint(to, underWay.hourDistinct)
  writeVarint(to, underWay.hourBatch)
  writeVarint(to, underWay.previousHourBatch)
  writeVarint(to, underWay.hourForeign)
  writeVarint(to, underWay.hourKnown)
  writeVarint(to, underWay.dayDistinct)
  writeVarint(to, underWay.dayForeign)
  writeByte(
    to,
    (underWay.isHourTainted ? 1 : 0) + (underWay.isDayTainted ? 2 : 0) + (underWay.isDayTheft ? 4 : 0),
  )
  writeVarint(to, underWay.day)
  writeVarint(to, underWay.dayOffset)
  writeVarint(to, underWay.previousDayOffset)
}

const readUnderWay = (from: Reader, underWay: UnderWay): void => {
  underWay.hour = readVarint(from)
  underWay.hourDistinct = readVarint(from)
  underWay.hourBatch = readVarint(from)
  underWay.previousHourBatch = readVarint(from)
  underWay.hourForeign = readVarint(from)
  underWay.hourKnown = readVarint(from)
  underWay.dayDistinct = readVarint(from)
  underWay.dayForeign = readVarint(from)
  const flags = readByte(from)
  underWay.isHourTainted = (flags & 1) !== 0
  underWay.isDayTainted = (flags & 2) !== 0
  underWay.isDayTheft = (flags & 4) !== 0
  underWay.day = readVarint(from)
  underWay.dayOffset = readVarint(from)
  underWay.previousDayOffset = readVarint(from)
}

/** Sums, then the profile: whether there is one, a bit for every cell in use, and its byte. */
const writeOwn = (to: Writer, { own }: Account): void => {
  for (let at = 0; at < OWN_SUMS; at++) writeFloat32(to, own.sums[at] as number)
  for (let at = 0; at < HABITS; at++) writeFloat32(to, own.habits[at] as number)
  writeByte(to, own.profile.length === 0 ? 0 : 1)
  if (own.profile.length === 0) return
  const maskAt = to.length
  to.bytes.fill(0, maskAt, maskAt + HOURS_OF_WEEK / 8)
  to.length += HOURS_OF_WEEK / 8
  for (let cell = 0; cell < HOURS_OF_WEEK; cell++) {
    const rate = own.profile[cell] as number
    if (rate === 0) continue
    to.bytes[maskAt + (cell >> 3)] = (to.bytes[maskAt + (cell >> 3)] as number) | (1 << (cell & 7))
    writeByte(to, rate)
  }
}

const readOwn = (from: Reader, account: Account): void => {
  for (let at = 0; at < OWN_SUMS; at++) account.own.sums[at] = readFloat32(from)
  for (let at = 0; at < HABITS; at++) account.own.habits[at] = readFloat32(from)
  if (readByte(from) === 0) return
  const profile = profileToTeach(account)
  const maskAt = from.at
  from.at += HOURS_OF_WEEK / 8
  for (let cell = 0; cell < HOURS_OF_WEEK; cell++) {
    if ((from.bytes[maskAt + (cell >> 3)] as number) & (1 << (cell & 7))) profile[cell] = readByte(from)
  }
}
