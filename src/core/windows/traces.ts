const SOURCES = 5
/** Numbers a source takes in `Traces.sources`. */
export const SOURCE = 3

/** What has to be remembered between two look-ups to count habits. All of it fits 100 bytes encoded. */
export type Traces = {
  /** [source][hash, first day, last day], hash 0 for a free place */
  readonly sources: Int32Array
  /** The source in use and the one before; 0 for none. */
  source: number
  sourceBefore: number
  /** When the source last changed, seconds since the epoch. */
  switchedAt: number
  /** The waybill last looked up: keyed block and masked offset (contract/look-up.ts). */
  block: number
  offset: number
  /** A bit for each waybill that was opened again today, by its hash (count-habits.ts). */
  reopened: number
  /** Waybills read today in rows of numbers. */
  inRow: number
  /**
   * Of today's foreign waybills without a known reason: how many, and Boyer and Moore's majority vote for the one outlet that they come from
   * or go to. The vote is at most the number of waybills of that outlet, and near 0 where they belong to many.
   */
  foreign: number
  vote: number
  /** Whether that outlet is one that the people of the account's outlet regularly handle parcels of (nearby.ts). */
  isNeighbour: boolean
  /** How many that outlet explained on the day before: windows reach back to them. */
  previousVote: number
  outlet: number
  /**
   * Whole days without a look-up before the stretch of work under way; 0 where they were fewer than `LEAST_IDLE_DAYS`, and from the
   * fourth day of that stretch on.
   */
  idleDays: number
  /** Local day on which that stretch began. */
  awakeSince: number
}

/** Shorter absences are days off. */
export const LEAST_IDLE_DAYS = 5

export const SOURCE_CELLS = SOURCES * SOURCE

/** `sources` are `SOURCE_CELLS` of 0. */
export const createTraces = (sources: Int32Array): Traces => ({
  sources,
  source: 0,
  sourceBefore: 0,
  switchedAt: 0,
  block: 0,
  offset: -1,
  reopened: 0,
  inRow: 0,
  foreign: 0,
  vote: 0,
  isNeighbour: false,
  previousVote: 0,
  outlet: 0,
  idleDays: 0,
  awakeSince: 0,
})
