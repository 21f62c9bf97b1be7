// In: a lane's decoded look-ups. Out: what the other lanes have taught, where these look-ups begin a day of work. Shell around
// core/peers/lane-snapshots.ts. Reads only, and only what other lanes have checkpointed. Fails closed: it throws, and the lane waits.
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
  /** Hears what a lane was offered for a day. */
  readonly onOffered: (lane: number, day: number, offers: readonly Offer[]) => void
}

/** Has at hand what look-ups at these event times need of the other lanes: to be called before they are stepped. */
export type AskOthers = (
  lane: number,
  state: LaneState,
  times: readonly number[],
  zoneMs: number,
) => Promise<void>

/** null: the lane is the only one, and asks nobody. */
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

/** Local days after `day` that look-ups lie in. Some may turn out to be no look-ups that count: then they begin nothing. */
const daysBegun = (times: readonly number[], day: number, zoneMs: number): readonly number[] => {
  const days = new Set<number>()
  for (const timeMs of times) {
    const begun = workDayAt(timeMs, zoneMs)
    if (begun > day) days.add(begun)
  }
  return [...days]
}

/** What a lane had taught by the first look-up of the day; null where the store has forgotten it. */
type ReadSnapshot = (lane: number, day: number) => Promise<PeerSums | null>

/** Lanes begin a day together: a snapshot that is being read for one of them is not read again for the next. */
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

/** One lane's snapshots: the latest of a day before the given one. */
const openSource = async (store: SnapshotReaderOptions['store'], lane: number, snapshotOf: ReadSnapshot) => {
  const [field] = await store.readFields(lane, [SNAPSHOTS_FIELD])
  const kept = field === null || field === undefined ? [] : keptDays(field)
  const none: Offer = { lane, day: null, sums: null }
  return async (before: number): Promise<Offer> => {
    const day = kept.findLast((each) => each < before)
    if (day === undefined) return none
    const sums = await snapshotOf(lane, day)
    // Forgotten meanwhile: that lane is days ahead.
    if (sums === null) return none
    // A lane's first snapshot holds nothing, and whether it has been taken yet is a matter of timing where a log begins near midnight.
    return sums.week === -1 ? none : { lane, day, sums }
  }
}
