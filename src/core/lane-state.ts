import type { RejectReason } from '../contract/reject.ts'
import type { OpenAlert } from './alerts/open-alert.ts'
import type { LaneSnapshots } from './peers/lane-snapshots.ts'
import { createPeers, type Peers } from './peers/peers.ts'
import type { Crowds } from './ring/crowd.ts'

/**
 * What became of look-ups, or in the second pass, of accounts' days: they are counted, duplicates or rejected. A record that cannot be scored is
 * one, whatever it was to hold.
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

/** All that a lane keeps beside its accounts, or of the second pass, beside what accounts share. Hot state: written in place by the core. */
export type LaneState = {
  /** The latest event time scored, epoch milliseconds; -1 before the first. */
  nowMs: number
  readonly peers: Peers
  /** null: the lane is the only one. */
  snapshots: LaneSnapshots | null
  /** Of the second pass: how everybody is on the days under way. */
  readonly crowds: Crowds
  /** One alert an account or entity, by `alertKey`: open, or closed and not yet forgotten. */
  readonly alerts: Map<string, OpenAlert>
  /** Keys of alerts that have changed since the last checkpoint. */
  readonly changedAlerts: Set<string>
  /** Nothing has to be closed or forgotten before this event time, by the quiet time of `soon`; -1: the next look-up works it out. */
  nextCloseMs: number
  /**
   * All alerts that have to be before the time `until`, and perhaps others: only then are all looked at again, or where the policy has
   * another quiet time (alert-end.ts).
   */
  readonly soon: { quietMs: number; untilMs: number; readonly alerts: Set<OpenAlert> }
  /** The next coverage record is due at this event time. */
  nextCoverageMs: number
  /** Which five minutes of Kafka's time the last reject was in that a coverage record was due for; -1 before the first. */
  rejectPeriod: number
  /** Of every look-up from the lane's first. */
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
