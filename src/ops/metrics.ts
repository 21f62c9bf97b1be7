import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

import { errorCodes } from '../contract/errors.ts'

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** How new another lane's snapshot is, beside the one that is wanted: that of yesterday. */
export const snapshots = ['yesterday', 'older', 'missing'] as const

export type Metrics = ReturnType<typeof createMetrics>

export type MetricsOptions = {
  /** Also report the process itself: CPU, memory, event loop. Starts observers, so only for a process that runs on. */
  readonly withProcess: boolean
}

/**
 * Everything the program counts, in a registry of its own. Count per batch, not per event.
 * For each topic and partition: in = counted + duplicate + the sum of rejected, and in + gap = the distance its offset has moved,
 * since the lane was claimed.
 */
export function createMetrics({ withProcess }: MetricsOptions) {
  const registry = new Registry()
  if (withProcess) collectDefaultMetrics({ register: registry })
  const lanes = laneMetrics(registry)
  // A counter that begins with its first fault has not risen, for an alarm that compares.
  for (const code of errorCodes) lanes.laneFaults.inc({ code }, 0)
  return {
    registry,
    ...eventMetrics(registry),
    ...alertMetrics(registry),
    ...lanes,
    ...stateMetrics(registry),
  }
}

function eventMetrics(registry: Registry) {
  const registers = [registry]
  return {
    eventsIn: new Counter({
      name: 'waywarden_events_in_total',
      help: 'Look-ups, or of the findings topic findings, read and brought to an end: counted, duplicate or rejected.',
      labelNames: ['topic', 'partition'],
      registers,
    }),
    eventsCounted: new Counter({
      name: 'waywarden_events_counted_total',
      help: 'Look-ups counted in the state of an account.',
      labelNames: ['topic', 'partition'],
      registers,
    }),
    eventsDuplicate: new Counter({
      name: 'waywarden_events_duplicate_total',
      help: 'Look-ups recognised as already counted, and left out.',
      labelNames: ['topic', 'partition'],
      registers,
    }),
    eventsRejected: new Counter({
      name: 'waywarden_events_rejected_total',
      help: 'Records that could not be scored, by reason; each is named on the rejects topic.',
      labelNames: ['topic', 'partition', 'reason'],
      registers,
    }),
    eventsLate: new Counter({
      name: 'waywarden_events_late_total',
      help: 'Look-ups among the counted that happened before one already counted of the same account.',
      labelNames: ['topic', 'partition'],
      registers,
    }),
    recordsUnkeyed: new Counter({
      name: 'waywarden_records_unkeyed_total',
      help: 'Records fetched without a key: look-ups of their accounts may be spread over lanes, each of which judges a part.',
      labelNames: ['topic'],
      registers,
    }),
    entitiesUnscored: new Counter({
      name: 'waywarden_entities_unscored_total',
      help: 'Accounts that no detector judged, because the policy has all of them switched off; once a batch. Must stay 0.',
      registers,
    }),
  }
}

function alertMetrics(registry: Registry) {
  const registers = [registry]
  return {
    alerts: new Counter({
      name: 'waywarden_alerts_total',
      help: 'Alerts raised, by severity and by the detector that raised them. Later revisions do not count.',
      labelNames: ['severity', 'detector'],
      registers,
    }),
    alertRevisions: new Counter({
      name: 'waywarden_alert_revisions_total',
      help: 'Alert records written to the outbox, by status: open, updated, closed.',
      labelNames: ['status'],
      registers,
    }),
    outboxMessages: new Gauge({
      name: 'waywarden_outbox_messages',
      help: 'Messages in the outbox that the broker has not acknowledged yet.',
      labelNames: ['topic', 'partition'],
      registers,
    }),
    publishFailures: new Counter({
      name: 'waywarden_publish_failures_total',
      help: 'Sends that failed; what was in them stays in the outbox and is sent again.',
      registers,
    }),
    policyReloads: new Counter({
      name: 'waywarden_policy_reloads_total',
      help: 'Times the policy file was read again, by result: accepted, refused.',
      labelNames: ['result'],
      registers,
    }),
    policyInfo: new Gauge({
      name: 'waywarden_policy_info',
      help: '1 for the version of the policy in force.',
      labelNames: ['version'],
      registers,
    }),
  }
}

function laneMetrics(registry: Registry) {
  const registers = [registry]
  return {
    lanesClaimed: new Gauge({
      name: 'waywarden_lanes_claimed',
      help: 'Lanes this process owns and scores.',
      labelNames: ['topic'],
      registers,
    }),
    lagRecords: new Gauge({
      name: 'waywarden_lag_records',
      help: 'Records of the partition that are waiting to be scored.',
      labelNames: ['topic', 'partition'],
      registers,
    }),
    neighbours: new Gauge({
      name: 'waywarden_neighbours',
      help: 'Other lanes whose peers the lane reads, by the snapshot in use: of yesterday, older, or missing.',
      labelNames: ['topic', 'partition', 'snapshot'],
      registers,
    }),
    claims: new Counter({
      name: 'waywarden_claims_total',
      help: 'Lanes claimed, at the start, after a rebalance or after a loss.',
      registers,
    }),
    fenced: new Counter({
      name: 'waywarden_fenced_total',
      help: 'Batches not written, or not sent again, because another process has claimed the lane since.',
      registers,
    }),
    torn: new Counter({
      name: 'waywarden_torn_total',
      help: 'Batches scored again from the state in Redis because reading states failed in their middle.',
      registers,
    }),
    moved: new Counter({
      name: 'waywarden_moved_total',
      help: 'Checkpoints refused because Redis stood at another offset: it was rolled back, or the lane went on elsewhere.',
      registers,
    }),
    gapRecords: new Counter({
      name: 'waywarden_gap_records_total',
      help: 'Offsets skipped because the broker no longer has them. Above 0 after a loss to retention; compaction and transactions also count.',
      labelNames: ['topic', 'partition'],
      registers,
    }),
    laneFaults: new Counter({
      name: 'waywarden_lane_faults_total',
      help: 'Faults that need a person, by the code of the error.',
      labelNames: ['code'],
      registers,
    }),
    batchSeconds: new Histogram({
      name: 'waywarden_batch_seconds',
      help: 'Time of one batch from its arrival to its checkpoint, in seconds.',
      buckets: SECONDS,
      labelNames: ['topic'],
      registers,
    }),
    checkpointSeconds: new Histogram({
      name: 'waywarden_checkpoint_seconds',
      help: 'Time of one atomic write of state, offset and outbox, in seconds.',
      buckets: SECONDS,
      labelNames: ['topic'],
      registers,
    }),
  }
}

function stateMetrics(registry: Registry) {
  const registers = [registry]
  return {
    hotStates: new Gauge({
      name: 'waywarden_hot_states',
      help: 'States in the memory of this process: accounts, or of the findings topic, what accounts share.',
      labelNames: ['topic'],
      registers,
    }),
    stateBytes: new Gauge({
      name: 'waywarden_state_bytes',
      help: 'Memory taken by those states, in bytes.',
      labelNames: ['topic'],
      registers,
    }),
    redisRetries: new Counter({
      name: 'waywarden_redis_retries_total',
      help: 'Calls to Redis tried again because it did not answer; the lane waits meanwhile.',
      registers,
    }),
  }
}

/** The input topic of a pass, and its partition. */
export type LaneLabels = { readonly topic: string; readonly partition: number }

/** Drops what only the owner of a lane may report; its counters stay, they tell what this process has done. */
export function forgetLane({ lagRecords, outboxMessages, neighbours }: Metrics, lane: LaneLabels): void {
  lagRecords.remove(lane)
  outboxMessages.remove(lane)
  for (const snapshot of snapshots) neighbours.remove({ ...lane, snapshot })
}
