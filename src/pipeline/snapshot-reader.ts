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
  /** Called with the snapshots that a lane was offered for a day. */
  readonly onOffered: (lane: number, day: number, offers: readonly Offer[]) => void
}

/** Fetches the other lanes' snapshots that look-ups at these event times need. Call it before their steps. */
export type AskOthers = (
  lane: number,
  state: LaneState,
  times: readonly number[],
  zoneMs: number,
) => Promise<void>

/** Returns null for an only lane, which has nobody to ask. */
export const createSnapshotReader = ({
  store,
  lanes,
  onOffered,
}: SnapshotReaderOptions): AskOthers | null => {
  if (lanes === 1) return null
  const snapshotOf = shareReads(store)
  const offersFor = async (lane: number, days: readonly number[]) => {
    const others = Array.from({ length: lanes }, (_, each) => each).filter((each) => each !== lane)
    const sources = await Promise.all(others.map((each) => openSource(store, each, snapshotOf)))
    const offers = new Map<number, readonly Offer[]>()
    for (const day of days) {
      const offered = await Promise.all(sources.map((latestBefore) => latestBefore(day)))
      offers.set(day, offered)
      onOffered(lane, day, offered)
    }
    return offers
  }
  return async (lane, { snapshots }, times, zoneMs) => {
    if (snapshots === null) return
    const days = daysBegun(times, snapshots.day, zoneMs)
    snapshots.offers = days.length === 0 ? NO_OFFERS : await offersFor(lane, days)
  }
}

const NO_OFFERS: LaneSnapshots['offers'] = new Map()

/**
 * Days of work after `day` in which the look-ups lie. Some of them may turn out not to
 * count; those begin no day.
 */
const daysBegun = (times: readonly number[], day: number, zoneMs: number): readonly number[] => {
  const days = new Set<number>()
  for (const timeMs of times) {
    const begun = workDayAt(timeMs, zoneMs)
    if (begun > day) days.add(begun)
  }
  return [...days]
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

/**
 * Opens one lane's snapshots. The function it returns finds the latest one for a day before the given day.
 */
const openSource = async (store: SnapshotReaderOptions['store'], lane: number, snapshotOf: ReadSnapshot) => {
  const [field] = await store.readFields(lane, [SNAPSHOTS_FIELD])
  const kept = field === null || field === undefined ? [] : keptDays(field)
  const none: Offer = { lane, day: null, sums: null }
  return async (before: number): Promise<Offer> => {
    const day = kept.findLast((each) => each < before)
    if (day === undefined) return none
    const sums = await snapshotOf(lane, day)
    // The store has dropped it meanwhile, because that lane is days ahead.
    if (sums === null) return none
    // A lane's first snapshot is empty. It counts as missing: whether it exists yet
    // depends on timing if a log begins near midnight.
    return sums.week === -1 ? none : { lane, day, sums }
  }
}
