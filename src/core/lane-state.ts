import type { RejectReason } from '../contract/reject.ts'
import type { OpenAlert } from './alerts/open-alert.ts'
import type { LaneSnapshots } from './peers/lane-snapshots.ts'
import { createPeers, type Peers } from './peers/peers.ts'
import type { Crowds } from './ring/crowd.ts'

/**
 * How many look-ups, or in the second pass account days, were counted, duplicates or rejected; late ones are
 * among those counted. A record that cannot be scored counts as one, whatever it was meant to hold.
 */
export type Tally = {
  counted: number
  duplicates: number
  late: number
  readonly rejected: Partial<Record<RejectReason, number>>
}

export const emptyTally = (): Tally => ({ counted: 0, duplicates: 0, late: 0, rejected: {} })

/** With the number of records that were deleted before the lane could read them. */
export type LaneTally = Tally & { lost: number }

/**
 * The state of a lane besides its accounts, or in the second pass, besides the entities that accounts share.
 * Hot state: the core writes it in place.
 */
export type LaneState = {
  /** The latest event time scored, epoch milliseconds; -1 before the first. */
  nowMs: number
  readonly peers: Peers
  /** null if the lane is the only one. */
  snapshots: LaneSnapshots | null
  /** Second pass only: sums over all accounts at work, by recent day and type of entity (crowd.ts). */
  readonly crowds: Crowds
  /** One alert per account or entity, by `alertKey`: open, or closed and not yet forgotten. */
  readonly alerts: Map<string, OpenAlert>
  /** Keys of alerts that have changed since the last checkpoint. */
  readonly changedAlerts: Set<string>
  /**
   * No alert has to be closed or forgotten before this event time, under the quiet time noted in `soon`. -1
   * if unknown: the next look-up computes it.
   */
  nextCloseMs: number
  /**
   * Cache of the alerts that close or expire before `untilMs`; it may hold others too. Rebuilt when that time
   * comes or the policy's quiet time changes (alert-end.ts).
   */
  readonly soon: { quietMs: number; untilMs: number; readonly alerts: Set<OpenAlert> }
  /** The next coverage record is due at this event time. */
  nextCoverageMs: number
  /**
   * Number of the five-minute period, by Kafka's timestamps, of the last reject; -1 before the first. A
   * reject in another period makes a coverage record due.
   */
  rejectPeriod: number
  /** Totals since the lane's first look-up. */
  readonly tally: LaneTally
}

export const createLaneState = (): LaneState => ({
  nowMs: -1,
  peers: createPeers(),
  snapshots: null,
  crowds: new Map(),
  alerts: new Map(),
  changedAlerts: new Set(),
  nextCloseMs: -1,
  soon: { quietMs: -1, untilMs: -1, alerts: new Set() },
  nextCoverageMs: -1,
  rejectPeriod: -1,
  tally: { ...emptyTally(), lost: 0 },
})
