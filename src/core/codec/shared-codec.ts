import { createSharedDay, type SharedDay, type SharedMember } from '../ring/shared-day.ts'
import {
  createReader,
  createWriter,
  readByte,
  readText,
  readUint32,
  readVarint,
  writeByte,
  writeText,
  writeUint32,
  writeVarint,
  type Reader,
  type Writer,
} from './bytes.ts'
import { copyOf } from './pieces.ts'
import { readVersioned } from './versioned.ts'

/** First byte of every encoded state of the second pass. */
export const SHARED_VERSION = 5

/** No entity's state is larger (test/core/ring/shared-day.test.ts). */
export const MOST_SHARED_BYTES = 4096

// One scratch buffer for all calls: encoding is synchronous, and results are copied.
const scratch = createWriter(new Uint8Array(2 * MOST_SHARED_BYTES))

/** Encodes the entity: the same state always gives the same bytes. */
export const encodeShared = (shared: SharedDay): Uint8Array => {
  scratch.length = 0
  writeByte(scratch, SHARED_VERSION)
  writeVarint(scratch, shared.day + 1)
  writeVarint(scratch, shared.usualAccounts)
  writeVarint(scratch, shared.sinceMs)
  writeVarint(scratch, shared.untilMs)
  writeByte(scratch, shared.hashes.length)
  for (const hash of shared.hashes) writeUint32(scratch, hash)
  for (const role of shared.roles) writeByte(scratch, role)
  writeByte(scratch, shared.members.length)
  for (const member of shared.members) writeMember(scratch, member)
  return copyOf(scratch)
}

/**
 * Reads what `encodeShared` wrote.
 * @throws WaywardenError `state_version_unknown`: another version of the program wrote it; `state_corrupt`:
 * it is cut or damaged.
 */
export const decodeShared = (bytes: Uint8Array): SharedDay =>
  readVersioned(bytes, SHARED, () => readShared(createReader(bytes)))

const SHARED = { version: SHARED_VERSION, what: 'the state of a device, address or outlet' }

const readShared = (from: Reader): SharedDay => {
  const shared = createSharedDay()
  from.at = 1
  shared.day = readVarint(from) - 1
  shared.usualAccounts = readVarint(from)
  shared.sinceMs = readVarint(from)
  shared.untilMs = readVarint(from)
  const accounts = readByte(from)
  for (let left = accounts; left > 0; left--) shared.hashes.push(readUint32(from))
  for (let left = accounts; left > 0; left--) shared.roles.push(readByte(from))
  for (let left = readByte(from); left > 0; left--) shared.members.push(readMember(from))
  if (from.at !== from.bytes.length) throw new RangeError(`ends at ${from.at} of ${from.bytes.length}`)
  return shared
}

/** Surprises are rounded to hundredths (account-day.ts). */
const HUNDREDTHS = 100

const writeMember = (to: Writer, member: SharedMember): void => {
  writeText(to, member.accountId)
  writeVarint(to, Math.round(member.surprise * HUNDREDTHS))
  writeVarint(to, member.records)
  writeVarint(to, member.distinctWaybills)
  writeVarint(to, member.foreignWaybills === null ? 0 : member.foreignWaybills + 1)
  writeVarint(to, member.occurredAt)
  writeByte(to, member.role)
  writeUint32(to, member.outlet)
  writeUint32(to, member.device)
  writeUint32(to, member.source)
  writeVarint(to, member.partition)
  writeVarint(to, member.dayOffset)
  writeVarint(to, member.offset)
  writeText(to, member.eventId)
}

const readMember = (from: Reader): SharedMember => {
  const accountId = readText(from)
  const surprise = readVarint(from) / HUNDREDTHS
  const records = readVarint(from)
  const distinctWaybills = readVarint(from)
  const foreign = readVarint(from)
  return {
    accountId,
    surprise,
    records,
    distinctWaybills,
    foreignWaybills: foreign === 0 ? null : foreign - 1,
    occurredAt: readVarint(from),
    role: readByte(from),
    outlet: readUint32(from),
    device: readUint32(from),
    source: readUint32(from),
    partition: readVarint(from),
    dayOffset: readVarint(from),
    offset: readVarint(from),
    eventId: readText(from),
  }
}
