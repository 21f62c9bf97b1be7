import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

import { errorCodes } from '../contract/errors.ts'

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** A lane is one partition of the input topic of a pass. */
const LANE = ['topic', 'partition'] as const

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
  const { counter, gauge, histogram } = makersFor(registry)
  const metrics = {
    registry,

    eventsIn: counter(
      'waywarden_events_in_total',
      'Look-ups, or of the findings topic findings, read and brought to an end: counted, duplicate or rejected.',
      LANE,
    ),
    eventsCounted: counter(
      'waywarden_events_counted_total',
      'Look-ups counted in the state of an account.',
      LANE,
    ),
    eventsDuplicate: counter(
      'waywarden_events_duplicate_total',
      'Look-ups recognised as already counted, and left out.',
      LANE,
    ),
    eventsRejected: counter(
      'waywarden_events_rejected_total',
      'Records that could not be scored, by reason; each is named on the rejects topic.',
      [...LANE, 'reason'],
    ),
    eventsLate: counter(
      'waywarden_events_late_total',
      'Look-ups among the counted that happened before one already counted of the same account.',
      LANE,
    ),
    recordsUnkeyed: counter(
      'waywarden_records_unkeyed_total',
      'Records fetched without a key: look-ups of their accounts may be spread over lanes, each of which judges a part.',
      ['topic'],
    ),
    entitiesUnscored: counter(
      'waywarden_entities_unscored_total',
      'Accounts that no detector judged, because the policy has all of them switched off; once a batch. Must stay 0.',
    ),

    alerts: counter(
      'waywarden_alerts_total',
      'Alerts raised, by severity and by the detector that raised them. Later revisions do not count.',
      ['severity', 'detector'],
    ),
    alertRevisions: counter(
      'waywarden_alert_revisions_total',
      'Alert records written to the outbox, by status: open, updated, closed.',
      ['status'],
    ),
    outboxMessages: gauge(
      'waywarden_outbox_messages',
      'Messages in the outbox that the broker has not acknowledged yet.',
      LANE,
    ),
    publishFailures: counter(
      'waywarden_publish_failures_total',
      'Sends that failed; what was in them stays in the outbox and is sent again.',
    ),
    policyReloads: counter(
      'waywarden_policy_reloads_total',
      'Times the policy file was read again, by result: accepted, refused.',
      ['result'],
    ),
    policyInfo: gauge('waywarden_policy_info', '1 for the version of the policy in force.', ['version']),

    lanesClaimed: gauge('waywarden_lanes_claimed', 'Lanes this process owns and scores.', ['topic']),
    lagRecords: gauge(
      'waywarden_lag_records',
      'Records of the partition that are waiting to be scored.',
      LANE,
    ),
    neighbours: gauge(
      'waywarden_neighbours',
      'Other lanes whose peers the lane reads, by the snapshot in use: of yesterday, older, or missing.',
      [...LANE, 'snapshot'],
    ),
    claims: counter(
      'waywarden_claims_total',
      'Lanes claimed, at the start, after a rebalance or after a loss.',
    ),
    fenced: counter(
      'waywarden_fenced_total',
      'Batches not written, or not sent again, because another process has claimed the lane since.',
    ),
    torn: counter(
      'waywarden_torn_total',
      'Batches scored again from the state in Redis because reading states failed in their middle.',
    ),
    moved: counter(
      'waywarden_moved_total',
      'Checkpoints refused because Redis stood at another offset: it was rolled back, or the lane went on elsewhere.',
    ),
    gapRecords: counter(
      'waywarden_gap_records_total',
      'Offsets skipped because the broker no longer has them. Above 0 after a loss to retention; compaction and transactions also count.',
      LANE,
    ),
    laneFaults: counter(
      'waywarden_lane_faults_total',
      'Faults that need a person, by the code of the error.',
      ['code'],
    ),
    batchSeconds: histogram(
      'waywarden_batch_seconds',
      'Time of one batch from its arrival to its checkpoint, in seconds.',
      ['topic'],
    ),
    checkpointSeconds: histogram(
      'waywarden_checkpoint_seconds',
      'Time of one atomic write of state, offset and outbox, in seconds.',
      ['topic'],
    ),

    hotStates: gauge(
      'waywarden_hot_states',
      'States in the memory of this process: accounts, or of the findings topic, what accounts share.',
      ['topic'],
    ),
    stateBytes: gauge('waywarden_state_bytes', 'Memory taken by those states, in bytes.', ['topic']),
    redisRetries: counter(
      'waywarden_redis_retries_total',
      'Calls to Redis tried again because it did not answer; the lane waits meanwhile.',
    ),
  }
  // A counter that begins with its first fault has not risen, for an alarm that compares.
  for (const code of errorCodes) metrics.laneFaults.inc({ code }, 0)
  return metrics
}

/** Makers of metrics, each by its name, its help text and its labels. */
function makersFor(registry: Registry) {
  const registers = [registry]
  return {
    counter: <Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []) =>
      new Counter({ name, help, labelNames, registers }),
    gauge: <Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []) =>
      new Gauge({ name, help, labelNames, registers }),
    histogram: <Label extends string = never>(
      name: string,
      help: string,
      labelNames: readonly Label[] = [],
    ) => new Histogram({ name, help, labelNames, registers, buckets: SECONDS }),
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
