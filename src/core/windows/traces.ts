const SOURCES = 5
/** Numbers a source takes in `Traces.sources`. */
export const SOURCE_FIELDS = 3

/** What has to be remembered between two look-ups to count habits. All of it fits 100 bytes encoded. */
export type Traces = {
  /** [source][hash, first day, last day], hash 0 for a free place */
  readonly sources: Int32Array
  /** The source in use and the one before; 0 for none. */
  source: number
  sourceBefore: number
  /** Hash of the last look-up's address (sources.ts). Not used before there have been two sources. */
  address: number
  /** When the source last changed, seconds since the epoch. */
  switchedAt: number
  /** New records shown since then; 0 before there have been two sources. */
  aside: number
  /** The waybill last looked up: keyed block and masked offset (contract/look-up.ts). */
  block: number
  offset: number
  /** A bit for each waybill that was opened again today, by its hash (count-habits.ts). */
  reopened: number
  /** Waybills read today in rows of numbers. */
  inRow: number
  /** Today's foreign waybills without a known reason. */
  foreign: number
  /** Hashes of the outlets that most of these come from or go to, with their counts (frequent-items.ts). */
  readonly ends: Int32Array
  /**
   * Whether the most frequent of these outlets is a neighbour, whose parcels the account's outlet regularly
   * handles (nearby.ts).
   */
  isNeighbour: boolean
  /** How many foreign waybills these outlets explained on the day before: windows reach back to them. */
  previousTruckload: number
  /**
   * Number of active days in a row on which these outlets explained a load. A day without one takes one off
   * (batches.ts).
   */
  truckDays: number
  /**
   * Whole days without a look-up before the present stretch of work; 0 if they were fewer than
   * `LEAST_IDLE_DAYS`, and from the fourth day of that stretch on.
   */
  idleDays: number
  /** Local day on which that stretch began. */
  awakeSince: number
}

/** Shorter absences are days off. */
export const LEAST_IDLE_DAYS = 5

export const SOURCE_CELLS = SOURCES * SOURCE_FIELDS

/**
 * Outlets that `ends` can hold. A truck goes to a few; with more places, reading from all over a region would
 * look like a truckload.
 */
const ENDS = 3
export const END_CELLS = 2 * ENDS

/** `sources` and `ends`: zeroed arrays of `SOURCE_CELLS` and `END_CELLS`. */
export const createTraces = (sources: Int32Array, ends: Int32Array): Traces => ({
  sources,
  source: 0,
  sourceBefore: 0,
  address: 0,
  switchedAt: 0,
  aside: 0,
  block: 0,
  offset: -1,
  reopened: 0,
  inRow: 0,
  foreign: 0,
  ends,
  isNeighbour: false,
  previousTruckload: 0,
  truckDays: 0,
  idleDays: 0,
  awakeSince: 0,
})
