// Hot state: arrays here are written in place.
// `as number` stands where an index is in bounds by construction.
import type { LookUp } from '../../contract/look-up.ts'
import type { Account } from '../account.ts'
import { hashText, scatterText } from '../hash-text.ts'
import { hasEarlierDays } from '../peers/log-age.ts'
import { SOURCE_FIELDS } from './traces.ts'

/**
 * Most seconds between leaving a source and returning to it for both to be in use. They count in both directions
 * of event time: a look-up that comes hours late is no return.
 */
const RETURN_S = 1_800
/** Days for which a source counts as new. */
const NEW_DAYS = 3

/** The bits of a source that name the program; the others name the machine. */
const PROGRAM_BITS = 0xfff

/**
 * The source of a look-up: a hash of its machine and program; 0 if the log names neither. The address stands
 * in only for a machine that is not named, because a courier's machine stays while its address changes.
 */
export const sourceOf = ({ deviceId, sourceIp }: LookUp, program: number | null): number => {
  const machine = deviceId ?? sourceIp
  if (machine === null && program === null) return 0
  return (hashText(machine ?? '') & ~PROGRAM_BITS) | ((program ?? 1) & PROGRAM_BITS)
}

const isSameMachine = (source: number, other: number): boolean => ((source ^ other) & ~PROGRAM_BITS) === 0

/** A hash of the address of a look-up, 1 to 65,535; 0 where the log names none. */
export const addressOf = ({ sourceIp }: LookUp): number =>
  sourceIp === null ? 0 : scatterText(sourceIp) & MOST_ADDRESS || 1

const MOST_ADDRESS = 0xffff

/**
 * One use of a source. `day` is the local day of work since the epoch. `isCommon`: its program is in common
 * use (programs.ts).
 */
export type Sighting = {
  readonly source: number
  readonly address: number
  readonly timeMs: number
  readonly day: number
  readonly isCommon: boolean
}

/**
 * Remembers the source of a look-up. Returns how many new records were shown elsewhere meanwhile: from a source new
 * to the account and at another address, if it returns from there to the previous source within half an hour. That
 * one is not new, unless the account is: who sits at another desk every day has no place to return to. A telephone
 * beside the desk's machine has the same address: it is one place.
 */
export const noteSource = (
  account: Account,
  { source, address, timeMs, day, isCommon }: Sighting,
): number => {
  const { traces } = account
  const isSamePlace = address !== 0 && address === traces.address
  traces.address = address
  const now = Math.floor(timeMs / 1000)
  // On the machine in use, a program in common use is a new release. It counts as old as the program it
  // replaces.
  const isRelease = isCommon && isSameMachine(source, traces.source)
  rememberSource(traces.sources, {
    source,
    day,
    firstDay: isRelease ? firstDayOf(traces.sources, traces.source, day) : day,
  })
  if (source === traces.source) return 0
  const isReturn =
    !isSamePlace &&
    source === traces.sourceBefore &&
    Math.abs(now - traces.switchedAt) < RETURN_S &&
    isNewTo(traces.sources, traces.source, day) &&
    !(hasEarlierDays(account) && isNewTo(traces.sources, source, day))
  const { aside } = traces
  traces.aside = 0
  traces.sourceBefore = traces.source
  traces.source = source
  traces.switchedAt = now
  return isReturn ? aside : 0
}

/** The day on which the source was first seen; `day` if it is not remembered. */
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

/** Whether the source in use is new, for an account that itself is not (`hasEarlierDays`). */
export const isNewSource = (account: Account, day: number): boolean => {
  const { sources, source } = account.traces
  if (source === 0 || !hasEarlierDays(account)) return false
  return isNewTo(sources, source, day)
}

/** Whether the source has been in use for less than three days, or has been displaced by others since. */
const isNewTo = (sources: Int32Array, source: number, day: number): boolean =>
  day - firstDayOf(sources, source, day) < NEW_DAYS
