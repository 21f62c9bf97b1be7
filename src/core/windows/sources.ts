// Hot state: arrays here are written in place. `as number` stands where an index is in bounds by construction.
import type { LookUp } from '../../contract/look-up.ts'
import type { Account } from '../account.ts'
import { hashLetters, hashText } from '../hash-text.ts'
import { DAY_MS } from '../time.ts'
import { SOURCE } from './traces.ts'

/** A return within so many seconds, before or after, is a switch between two sources in use: one that comes hours late is none. */
const SWITCH_S = 1_800
/** For so many days a source is new. */
const NEW_DAYS = 3

/**
 * Where a look-up comes from, as a hash: the machine, or where the log names none the address, and the software there. 0 where the log
 * says neither. A courier's machine stays while its address changes, and software gets another version now and then: only the letters
 * of its name count.
 */
export const sourceOf = ({ deviceId, sourceIp, userAgent }: LookUp): number => {
  const name = deviceId ?? sourceIp
  if (name === null && userAgent === null) return 0
  const place = hashText(name ?? '')
  return userAgent === null ? place : hashLetters(userAgent, place)
}

/**
 * Remembers the source of a look-up. Says whether it is the one before the last, in use again within half an hour, where one of the two is
 * new to the account: a telephone beside the desk's machine is one place.
 */
export const noteSource = ({ traces }: Account, source: number, timeMs: number, day: number): boolean => {
  const now = Math.floor(timeMs / 1000)
  rememberSource(traces.sources, source, day)
  if (source === traces.source) return false
  const isReturn =
    source === traces.sourceBefore &&
    Math.abs(now - traces.switchedAt) < SWITCH_S &&
    (isNewTo(traces.sources, source, day) || isNewTo(traces.sources, traces.source, day))
  traces.sourceBefore = traces.source
  traces.source = source
  traces.switchedAt = now
  return isReturn
}

/** A source not seen before takes the place of the one not seen for longest. */
const rememberSource = (sources: Int32Array, source: number, day: number): void => {
  let stalest = 0
  for (let at = 0; at < sources.length; at += SOURCE) {
    if (sources[at] === source) {
      if ((sources[at + 2] as number) < day) sources[at + 2] = day
      return
    }
    if ((sources[at + 2] as number) < (sources[stalest + 2] as number)) stalest = at
  }
  sources[stalest] = source
  sources[stalest + 1] = day
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
const isNewTo = (sources: Int32Array, source: number, day: number): boolean => {
  for (let at = 0; at < sources.length; at += SOURCE) {
    if (sources[at] === source) return day - (sources[at + 1] as number) < NEW_DAYS
  }
  return true
}
