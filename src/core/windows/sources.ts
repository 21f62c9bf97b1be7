// Hot state: arrays here are written in place. `as number` stands where an index is in bounds by construction.
import type { LookUp } from '../../contract/look-up.ts'
import { DAY_MS } from '../../contract/time-units.ts'
import type { Account } from '../account.ts'
import { hashText } from '../hash-text.ts'
import { SOURCE_FIELDS } from './traces.ts'

/** A return within so many seconds, before or after, is a switch between two sources in use: one that comes hours late is none. */
const SWITCH_S = 1_800
/** For so many days a source is new. */
const NEW_DAYS = 3

/** The bits of a source that name the program; the others name the machine. */
const PROGRAM_BITS = 0xfff

/**
 * Where a look-up comes from: a hash of the machine, or where the log names none of the address, and of the program there. 0 where the log
 * says neither. A courier's machine stays while its address changes.
 */
export const sourceOf = ({ deviceId, sourceIp }: LookUp, program: number | null): number => {
  const machine = deviceId ?? sourceIp
  if (machine === null && program === null) return 0
  return (hashText(machine ?? '') & ~PROGRAM_BITS) | ((program ?? 1) & PROGRAM_BITS)
}

const isSameMachine = (source: number, other: number): boolean => ((source ^ other) & ~PROGRAM_BITS) === 0

/** A hash of the address of a look-up, 1 to 255; 0 where the log names none. */
export const addressOf = ({ sourceIp }: LookUp): number =>
  sourceIp === null ? 0 : hashText(sourceIp) & MOST_ADDRESS || 1

const MOST_ADDRESS = 0xff

/** `isCommon`: the company's people use its program. Days are local, since the epoch. */
export type Sighting = {
  readonly source: number
  readonly address: number
  readonly timeMs: number
  readonly day: number
  readonly isCommon: boolean
}

/**
 * Remembers the source of a look-up. Says whether it is the one before the last, in use again within half an hour, where one of the two is
 * new to the account, and their addresses differ: a telephone beside the desk's machine is one place.
 */
export const noteSource = (
  { traces }: Account,
  { source, address, timeMs, day, isCommon }: Sighting,
): boolean => {
  const isSamePlace = address !== 0 && address === traces.address
  traces.address = address
  const now = Math.floor(timeMs / 1000)
  // On the machine in use, a program that everybody gets is not new: it is as old as what it takes the place of.
  const isRelease = isCommon && isSameMachine(source, traces.source)
  rememberSource(traces.sources, {
    source,
    day,
    firstDay: isRelease ? firstDayOf(traces.sources, traces.source, day) : day,
  })
  if (source === traces.source) return false
  const isReturn =
    !isSamePlace &&
    source === traces.sourceBefore &&
    Math.abs(now - traces.switchedAt) < SWITCH_S &&
    (isNewTo(traces.sources, source, day) || isNewTo(traces.sources, traces.source, day))
  traces.sourceBefore = traces.source
  traces.source = source
  traces.switchedAt = now
  return isReturn
}

/** When the source was first seen: on this day, where it is not known any more. */
const firstDayOf = (sources: Int32Array, source: number, day: number): number => {
  for (let at = 0; at < sources.length; at += SOURCE_FIELDS)
    if (sources[at] === source) return sources[at + 1] as number
  return day
}

type Seen = { readonly source: number; readonly day: number; readonly firstDay: number }

/** A source not seen before takes the place of the one not seen for longest. */
const rememberSource = (sources: Int32Array, { source, day, firstDay }: Seen): void => {
  let stalest = 0
  for (let at = 0; at < sources.length; at += SOURCE_FIELDS) {
    if (sources[at] === source) {
      if ((sources[at + 2] as number) < day) sources[at + 2] = day
      return
    }
    if ((sources[at + 2] as number) < (sources[stalest + 2] as number)) stalest = at
  }
  sources[stalest] = source
  sources[stalest + 1] = firstDay
  sources[stalest + 2] = day
}

/** Whether the source in use is new to an account that is not. */
export const isNewSource = (
  { traces: { sources, source }, windows, firstSeenMs }: Account,
  day: number,
): boolean => {
  if (source === 0 || windows.nowMs - firstSeenMs < NEW_DAYS * DAY_MS) return false
  return isNewTo(sources, source, day)
}

/** In use for less than three days, or for so long not that others have taken its place. */
const isNewTo = (sources: Int32Array, source: number, day: number): boolean =>
  day - firstDayOf(sources, source, day) < NEW_DAYS
