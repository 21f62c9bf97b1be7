// In: event times of a lane's decoded look-ups. Out: the other lanes' peer snapshots, if these look-ups begin
// a day of work. Shell around core/peers/lane-snapshots.ts. Reads only, and only what other lanes have
// checkpointed. Fails closed: it throws, and the lane waits.
import { getOrMake } from '../contract/get-or-make.ts'
import { keptDays, SNAPSHOTS_FIELD, snapshotField } from '../core/codec/lane-codec.ts'
import { decodePeerSums } from '../core/codec/peer-sums-codec.ts'
import type { LaneState } from '../core/lane-state.ts'
import type { LaneSnapshots, Offer } from '../core/peers/lane-snapshots.ts'
import type { PeerSums } from '../core/peers/peer-sums.ts'
import { workDayAt } from '../core/time.ts'
import type { StateStore } from '../state/store.ts'

export type SnapshotReaderOptions = {
  readonly store: Pick<StateStore, 'readFields'>
  /** How many lanes there are. */
  readonly lanes: number
  /**
   * Called with what a lane was offered for a day by those that had scored a look-up: no other has anything to
   * offer.
   */
  readonly onOffered: (lane: number, day: number, offers: readonly Offer[]) => void
  /**
   * Whether a look-up at this event time should wait for the lanes that have not reached the day before; null
   * if lanes are read in step, so that none has to wait.
   */
  readonly isWaitedFor: ((lanes: readonly number[], timeMs: number) => Promise<boolean>) | null
}

/**
 * Fetches the other lanes' snapshots that look-ups at these event times need; null is the time of a reject.
 * Call it before their steps. Returns how many of the look-ups, from the first on, can be scored: the next one
 * begins a day that has to wait for other lanes.
 */
export type AskOthers = (
  lane: number,
  state: LaneState,
  times: readonly (number | null)[],
  zoneMs: number,
) => Promise<number>

/** Returns null for an only lane, which has nobody to ask. */
export const createSnapshotReader = (options: SnapshotReaderOptions): AskOthers | null => {
  const { store, lanes, onOffered, isWaitedFor } = options
  if (lanes === 1) return null
  const snapshotOf = shareReads(store)
  const mustWait = async (sources: readonly Source[], day: number, timeMs: number): Promise<boolean> => {
    if (isWaitedFor === null) return false
    const behind = sources.filter(({ newest }) => newest < day - 1).map(({ lane }) => lane)
    return behind.length > 0 && (await isWaitedFor(behind, timeMs))
  }
  return async (lane, { snapshots }, times, zoneMs) => {
    if (snapshots === null) return times.length
    const begun = daysBegun(times, snapshots.day, zoneMs)
    snapshots.offers = NO_OFFERS
    if (begun.size === 0) return times.length
    const others = Array.from({ length: lanes }, (_, each) => each).filter((each) => each !== lane)
    const sources = await Promise.all(others.map((each) => openSource(store, each, snapshotOf)))
    const offers = new Map<number, readonly Offer[]>()
    snapshots.offers = offers
    // What a lane has taught itself before its first day is nothing: no lane can miss it.
    let isFirst = snapshots.day === -1
    for (const [day, { at, timeMs }] of begun) {
      if (!isFirst && (await mustWait(sources, day, timeMs))) return at
      isFirst = false
      const offered = await Promise.all(sources.map(({ latestBefore }) => latestBefore(day)))
      offers.set(day, offered)
      const hasScored = (_offer: Offer, each: number) => sources[each]?.newest !== -Infinity
      onOffered(lane, day, offered.filter(hasScored))
    }
    return times.length
  }
}

const NO_OFFERS: LaneSnapshots['offers'] = new Map()

type First = { readonly at: number; readonly timeMs: number }

/**
 * Days of work after `day` in which the look-ups lie, each with the first look-up in it. Some of them may turn
 * out not to count; those begin no day.
 */
const daysBegun = (
  times: readonly (number | null)[],
  day: number,
  zoneMs: number,
): ReadonlyMap<number, First> => {
  const days = new Map<number, First>()
  for (let at = 0; at < times.length; at++) {
    const timeMs = times[at]
    if (timeMs === null || timeMs === undefined) continue
    const begun = workDayAt(timeMs, zoneMs)
    if (begun > day && !days.has(begun)) days.set(begun, { at, timeMs })
  }
  return days
}

/** Reads a lane's snapshot for a day; null if the store no longer has it. */
type ReadSnapshot = (lane: number, day: number) => Promise<PeerSums | null>

/**
 * Lanes begin a day at about the same time: a read that is under way for one lane serves the next one too.
 */
const shareReads = (store: SnapshotReaderOptions['store']): ReadSnapshot => {
  const underWay = new Map<string, ReturnType<ReadSnapshot>>()
  const read = async (lane: number, day: number) => {
    const [bytes] = await store.readFields(lane, [snapshotField(day)])
    return bytes === null || bytes === undefined ? null : decodePeerSums(bytes)
  }
  return (lane, day) => {
    const key = `${lane}/${day}`
    return getOrMake(underWay, key, () => read(lane, day).finally(() => underWay.delete(key)))
  }
}

/** One lane's snapshots. */
type Source = {
  readonly lane: number
  /** The day of its newest snapshot; -Infinity before there is one, which its first scored look-up leaves. */
  readonly newest: number
  /** The latest snapshot for a day before the given day. */
  readonly latestBefore: (day: number) => Promise<Offer>
}

const openSource = async (
  store: SnapshotReaderOptions['store'],
  lane: number,
  snapshotOf: ReadSnapshot,
): Promise<Source> => {
  const [field] = await store.readFields(lane, [SNAPSHOTS_FIELD])
  const kept = field === null || field === undefined ? [] : keptDays(field)
  const none: Offer = { lane, day: null, sums: null }
  return {
    lane,
    newest: kept.at(-1) ?? -Infinity,
    latestBefore: async (before) => {
      const day = kept.findLast((each) => each < before)
      if (day === undefined) return none
      const sums = await snapshotOf(lane, day)
      // The store has dropped it meanwhile, because that lane is days ahead.
      if (sums === null) return none
      // A lane's first snapshot is empty. It counts as missing: whether it exists yet
      // depends on timing if a log begins near midnight.
      return sums.week === -1 ? none : { lane, day, sums }
    },
  }
}
