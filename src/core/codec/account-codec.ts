// Hot code. `as number` stands where an index is in bounds by construction.
import { HOUR_MS } from '../../contract/time-units.ts'
import { createAccount, type Account } from '../account.ts'
import { workDay } from '../time.ts'
import { LAST_BITS, REMEMBERED_EVENTS, rememberEvent } from '../windows/recent-events.ts'
import {
  createBitReader,
  createBitWriter,
  fillByte,
  readBits,
  readHash,
  readSigned,
  readVarint,
  skipToByte,
  startBits,
  writeBits,
  writeHash,
  writeSigned,
  writeVarint,
  type BitReader,
  type BitWriter,
} from './bits.ts'
import { readOwn, writeOwn } from './own-codec.ts'
import { copyOf } from './pieces.ts'
import { readTraces, writeTraces } from './traces-codec.ts'
import { readVersioned } from './versioned.ts'
import { readBins, readWindows, writeWindows } from './windows-codec.ts'

/** First byte of every encoded state. */
export const STATE_VERSION = 20

/** No account's state is larger, whatever it was fed (test/core/codec/account-codec.test.ts). */
export const MOST_STATE_BYTES = 4096

// One writer and one reader for all calls: coding is synchronous, and results are copied.
const scratch = createBitWriter(2 * MOST_STATE_BYTES)
const stored = createBitReader(2 * MOST_STATE_BYTES)

/** Encodes the account: the same account always gives the same bytes. */
export const encodeAccount = (account: Account): Uint8Array => {
  scratch.length = 0
  scratch.holds = 0
  writeBits(scratch, STATE_VERSION, 8)
  writeWindows(scratch, account.windows)
  writeVarint(scratch, account.windows.nowMs - account.firstSeenMs, 7)
  writeText(scratch, account.role)
  writeRoleSince(scratch, account)
  writeHash(scratch, account.team)
  writeUnderWay(scratch, account)
  writeOwn(scratch, account.own)
  writeTraces(scratch, account)
  writeRecent(scratch, account)
  return copyOf(scratch)
}

/**
 * Reads what `encodeAccount` wrote.
 * @throws WaywardenError `state_version_unknown`: another version of the program wrote it; `state_corrupt`:
 * it is cut or damaged.
 */
export const decodeAccount = (bytes: Uint8Array): Account =>
  readVersioned(bytes, ACCOUNT, () => {
    startBits(stored, bytes)
    return readAccount(stored)
  })

const ACCOUNT = { version: STATE_VERSION, what: 'the state of an account' }

/** Bins for which a decoded state has room beside its own, before it has to be enlarged. */
const SPARE_ROWS = 2

const readAccount = (from: BitReader): Account => {
  from.at = 8
  const bins = readBins(from)
  const account = createAccount(bins.rows + SPARE_ROWS)
  readWindows(from, bins, account.windows)
  account.firstSeenMs = account.windows.nowMs - readVarint(from, 7)
  account.role = readText(from)
  const roleAge = readVarint(from, 4)
  account.team = readHash(from)
  readUnderWay(from, account)
  account.roleSince = roleAge === 0 ? -1 : account.underWay.day - roleAge + 1
  readOwn(from, account)
  readTraces(from, account)
  readRecent(from, account)
  return account
}

// The exclusive or makes small letters small numbers, so that each takes six bits.
const LETTERS = 0x60
const LETTER_BITS = 5

const writeText = (to: BitWriter, text: string): void => {
  writeVarint(to, text.length, 4)
  for (let at = 0; at < text.length; at++) writeVarint(to, text.charCodeAt(at) ^ LETTERS, LETTER_BITS)
}

const readText = (from: BitReader): string => {
  let text = ''
  for (let left = readVarint(from, 4); left > 0; left--)
    text += String.fromCharCode(readVarint(from, LETTER_BITS) ^ LETTERS)
  return text
}

/** 0 if the log never named a role, else the days since it last changed, plus one. */
const writeRoleSince = (to: BitWriter, { roleSince, underWay }: Account): void =>
  writeVarint(to, roleSince === -1 ? 0 : underWay.day - roleSince + 1, 4)

const SIZE_BITS = 5

/**
 * Writes how many events there are, the last bits of each hash, then the first 32 bits of each in whole bytes
 * up to the end; oldest first.
 */
const writeRecent = (to: BitWriter, { recent: { cells, size, next } }: Account): void => {
  const oldest = (next - size + REMEMBERED_EVENTS) % REMEMBERED_EVENTS
  writeBits(to, size, SIZE_BITS)
  for (let each = 0; each < size; each++) {
    const at = (oldest + each) % REMEMBERED_EVENTS
    writeBits(to, cells[REMEMBERED_EVENTS + at] as number, LAST_BITS)
  }
  fillByte(to)
  for (let each = 0; each < size; each++) {
    to.view.setInt32(to.length, cells[(oldest + each) % REMEMBERED_EVENTS] as number)
    to.length += 4
  }
}

const readRecent = (from: BitReader, { recent }: Account): void => {
  const size = readBits(from, SIZE_BITS)
  if (size > REMEMBERED_EVENTS) throw new RangeError(`has ${size} events`)
  const lastBits = from.at
  from.at += size * LAST_BITS
  const first = skipToByte(from)
  const end = first + size * 4
  if (end * 8 !== from.end) throw new RangeError(`has ${size} events up to ${end}`)
  from.at = lastBits
  for (let at = first; at < end; at += 4)
    rememberEvent(recent, from.view.getInt32(at), readBits(from, LAST_BITS))
}

/** Base for encoding the local hour, which differs from it by a few. */
const utcHour = ({ windows }: Account): number => Math.floor(windows.nowMs / HOUR_MS)

const writeUnderWay = (to: BitWriter, account: Account): void => {
  const { underWay } = account
  writeSigned(to, underWay.hour - utcHour(account), 5)
  writeVarint(to, underWay.hourDistinct, 3)
  writeVarint(to, underWay.hourLeftOut, 1)
  writeVarint(to, underWay.previousHourLeftOut, 1)
  writeVarint(to, underWay.hourForeignLeftOut, 1)
  writeVarint(to, underWay.previousHourForeignLeftOut, 1)
  writeVarint(to, underWay.hourForeign, 1)
  writeVarint(to, underWay.hourKnown, 3)
  writeVarint(to, underWay.dayDistinct, 4)
  writeVarint(to, underWay.dayForeign, 2)
  writeVarint(to, underWay.dayForeignLeftOut, 1)
  writeBits(
    to,
    (underWay.isHourTainted ? 1 : 0) |
      (underWay.isDayTainted ? 2 : 0) |
      (underWay.isDayTheft ? 4 : 0) |
      (underWay.isDayCleared ? 8 : 0) |
      (underWay.areSignsCounted ? 16 : 0) |
      (underWay.isSumCounted ? 32 : 0),
    6,
  )
  writeSigned(to, underWay.day - workDay(underWay.hour), 1)
  writeVarint(to, underWay.dayOffset, 7)
  writeVarint(to, underWay.previousDayOffset, 7)
  for (const byte of account.noted) writeBits(to, byte, 8)
}

const readUnderWay = (from: BitReader, account: Account): void => {
  const { underWay } = account
  underWay.hour = utcHour(account) + readSigned(from, 5)
  underWay.hourDistinct = readVarint(from, 3)
  underWay.hourLeftOut = readVarint(from, 1)
  underWay.previousHourLeftOut = readVarint(from, 1)
  underWay.hourForeignLeftOut = readVarint(from, 1)
  underWay.previousHourForeignLeftOut = readVarint(from, 1)
  underWay.hourForeign = readVarint(from, 1)
  underWay.hourKnown = readVarint(from, 3)
  underWay.dayDistinct = readVarint(from, 4)
  underWay.dayForeign = readVarint(from, 2)
  underWay.dayForeignLeftOut = readVarint(from, 1)
  const flags = readBits(from, 6)
  underWay.isHourTainted = (flags & 1) !== 0
  underWay.isDayTainted = (flags & 2) !== 0
  underWay.isDayTheft = (flags & 4) !== 0
  underWay.isDayCleared = (flags & 8) !== 0
  underWay.areSignsCounted = (flags & 16) !== 0
  underWay.isSumCounted = (flags & 32) !== 0
  underWay.day = workDay(underWay.hour) + readSigned(from, 1)
  underWay.dayOffset = readVarint(from, 7)
  underWay.previousDayOffset = readVarint(from, 7)
  for (let at = 0; at < account.noted.length; at++) account.noted[at] = readBits(from, 8)
}
