import { encodePeerSums } from '../codec/peer-sums-codec.ts'
import { workDay } from '../time.ts'
import { addUp, ownSums, useOthersSums, type PeerSums } from './peer-sums.ts'
import type { Peers } from './peers.ts'

/** A lane's snapshots beyond these many are forgotten: enough for one that is some days behind. */
export const KEPT_DAYS = 4

/** A snapshot is read so many hours after it was taken, or later. */
const LEAST_LAG_HOURS = 12

/** What another lane has to give at a day boundary: its snapshot of the day before; where there is none, of its latest before that. */
export type Offer = { readonly lane: number; readonly day: number | null; readonly sums: PeerSums | null }

/**
 * How a lane shares its peers with the other lanes. Hot state: written in place by the core.
 *
 * At its first look-up of a day of work a lane keeps a snapshot of what it has taught itself, under that day, and from that look-up on
 * reads, beside its own, the others' snapshots of the day before. One that is taken in the last 12 hours of a day counts as the next day's:
 * so what is read was taken at least 12 hours of event time earlier, and as long as no lane lags more than that behind another, it depends
 * on the look-ups alone: not on timing, restarts, or who owns which lane. A lane that catches up from further behind reads what there is of
 * that day or before, never a later one, and says so.
 */
export type LaneSnapshots = {
  /** The day of work under way; -1 before the first. */
  day: number
  /** Days of which there is a snapshot, in order. */
  kept: readonly number[]
  /** Which day's snapshot of each other lane is in use; null: none. */
  used: readonly (readonly [lane: number, day: number | null])[]
  /** Snapshots that the store does not have yet; null: it may forget it. Every day that begins brings one. */
  readonly fresh: Map<number, Uint8Array | null>
  /** [day] what the others have to give at the boundaries that the look-ups in hand cross. */
  offers: ReadonlyMap<number, readonly Offer[]>
}

export const createLaneSnapshots = (): LaneSnapshots => ({
  day: -1,
  kept: [],
  used: [],
  fresh: new Map(),
  offers: new Map(),
})

/** Begins a day of work, at its first look-up, which is in `hour`. The offers for it must be at hand. */
export const beginDay = (snapshots: LaneSnapshots, peers: Peers, hour: number): void => {
  const day = workDay(hour)
  if (day <= snapshots.day) return
  const offers = snapshots.offers.get(day)
  if (offers === undefined) throw new RangeError(`The other lanes were not asked for day ${day}`)
  keepSnapshot(snapshots, workDay(hour + LEAST_LAG_HOURS), encodePeerSums(ownSums(peers)))
  const sums = offers.flatMap((offer) => offer.sums ?? [])
  useOthersSums(peers, sums.length === 0 ? null : addUp(sums, peers))
  // A day begins once, and what many lanes of a large company had to give is tens of megabytes.
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
