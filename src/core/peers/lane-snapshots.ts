import { encodePeerSums } from '../codec/peer-sums-codec.ts'
import { workDay } from '../time.ts'
import { addUp, ownSums, useOthersSums, type PeerSums } from './peer-sums.ts'
import type { Peers } from './peers.ts'

/** Snapshots that are kept of a lane: enough for another lane that is some days behind. */
export const KEPT_DAYS = 4

/** Least hours of event time between the taking of a snapshot and its use by another lane. */
const LEAST_LAG_HOURS = 12

/**
 * What another lane offers at a day boundary: its snapshot of the day before, or if there is none, its latest
 * before that.
 */
export type Offer = { readonly lane: number; readonly day: number | null; readonly sums: PeerSums | null }

/**
 * How a lane shares its peers with the other lanes. Hot state: the core writes it in place.
 *
 * At its first look-up of a day of work, a lane keeps a snapshot of its own sums under that day. From that
 * look-up on it uses, beside its own sums, the other lanes' snapshots of the day before. A snapshot taken in
 * the last 12 hours of a day counts as the next day's, so each is at least 12 hours of event time old when it
 * is used. As long as no lane lags more than that behind another, the result depends on the look-ups alone:
 * not on timing, restarts, or which process owns which lane. A lane that catches up from further behind uses
 * the snapshots there are of that day or before, never later ones, and records which (`used`).
 */
export type LaneSnapshots = {
  /** The day of work under way; -1 before the first. */
  day: number
  /** Days of which there is a snapshot, ascending. */
  kept: readonly number[]
  /** Which day's snapshot of each other lane is in use; null: none. */
  used: readonly (readonly [lane: number, day: number | null])[]
  /**
   * [day] snapshots that the store does not have yet; null: the store may delete that day's. Each new day
   * adds one.
   */
  readonly fresh: Map<number, Uint8Array | null>
  /** [day] what the other lanes offer at the day boundaries that the look-ups in hand cross. */
  offers: ReadonlyMap<number, readonly Offer[]>
}

export const createLaneSnapshots = (): LaneSnapshots => ({
  day: -1,
  kept: [],
  used: [],
  fresh: new Map(),
  offers: new Map(),
})

/**
 * Begins a day of work at its first look-up, which is in local hour `hour`.
 * @throws RangeError if the day's offers are not at hand.
 */
export const beginDay = (snapshots: LaneSnapshots, peers: Peers, hour: number): void => {
  const day = workDay(hour)
  if (day <= snapshots.day) return
  const offers = snapshots.offers.get(day)
  if (offers === undefined) throw new RangeError(`The other lanes were not asked for day ${day}`)
  keepSnapshot(snapshots, workDay(hour + LEAST_LAG_HOURS), encodePeerSums(ownSums(peers)))
  const sums = offers.flatMap((offer) => offer.sums ?? [])
  useOthersSums(peers, sums.length === 0 ? null : addUp(sums, peers))
  // Offers are dropped once their day has begun: those of a large company's many lanes take tens of
  // megabytes.
  snapshots.offers = new Map([...snapshots.offers].filter(([later]) => later > day))
  snapshots.day = day
  snapshots.used = offers.map((offer) => [offer.lane, offer.day])
}

const keepSnapshot = (snapshots: LaneSnapshots, day: number, snapshot: Uint8Array): void => {
  const kept = [...snapshots.kept.filter((each) => each !== day), day]
  for (const old of kept.slice(0, -KEPT_DAYS)) snapshots.fresh.set(old, null)
  snapshots.fresh.set(day, snapshot)
  snapshots.kept = kept.slice(-KEPT_DAYS)
}
