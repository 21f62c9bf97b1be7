import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

import { severities } from '../contract/alert.ts'
import { runErrors } from '../contract/errors.ts'
import { rejectReasons } from '../contract/reject.ts'

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** A lane is one partition of the input topic of a pass. */
const LANE = ['topic', 'partition'] as const

/** Age of another lane's snapshot. Yesterday's is the one that is wanted. */
export const snapshotAges = ['yesterday', 'older', 'missing'] as const

export type Metrics = ReturnType<typeof createMetrics>

export type MetricsOptions = {
  /**
   * Also report the process itself: CPU, memory, event loop. Starts observers, so only
   * for a process that runs on.
   */
  readonly withProcess: boolean
}

/**
 * Everything the program counts, in a registry of its own. Count per batch, not per event.
 * For each topic and partition, since the lane was claimed: in = counted + duplicate + the sum of rejected.
 * For look-ups also: in + gap = the distance by which its offset has moved. One record holds several findings.
 */
export function createMetrics({ withProcess }: MetricsOptions) {
  const registry = new Registry()
  if (withProcess) collectDefaultMetrics({ register: registry })
  const { counter, gauge, histogram } = makersFor(registry)
  const metrics = {
    registry,

    eventsIn: counter(
      'waywarden_events_in_total',
      'Look-ups read (on the findings topic: findings), each of which was counted, a duplicate or rejected.',
      LANE,
    ),
    eventsCounted: counter(
      'waywarden_events_counted_total',
      'Look-ups counted in the state of an account.',
      LANE,
    ),
    eventsDuplicate: counter(
      'waywarden_events_duplicate_total',
      'Look-ups already counted, and so left out.',
      LANE,
    ),
    eventsRejected: counter(
      'waywarden_events_rejected_total',
      'Records that could not be scored, by reason; each is identified on the rejects topic.',
      [...LANE, 'reason'],
    ),
    eventsLate: counter(
      'waywarden_events_late_total',
      'Counted look-ups that are older than one already counted for the same account.',
      LANE,
    ),
    recordsUnkeyed: counter(
      'waywarden_records_unkeyed_total',
      'Records scored that have no key: look-ups of their accounts may be spread over several lanes, each of which sees only a part.',
      ['topic'],
    ),
    entitiesUnscored: counter(
      'waywarden_entities_unscored_total',
      'Accounts that no detector judged because the policy disables all of them; counted once per batch. Must stay 0.',
    ),

    alerts: counter(
      'waywarden_alerts_total',
      'Alerts, by severity and strongest detector. Each is counted when raised, and again whenever its severity rises above all it has had.',
      ['severity', 'detector'],
    ),
    alertRevisions: counter(
      'waywarden_alert_revisions_total',
      'Alert records written to the outbox, by status: open, updated, closed.',
      ['status'],
    ),
    outboxMessages: gauge(
      'waywarden_outbox_messages',
      'Messages in the outbox not yet acknowledged by the broker.',
      LANE,
    ),
    publishFailures: counter(
      'waywarden_publish_failures_total',
      'Failed sends; their messages stay in the outbox and are sent again.',
    ),
    policyReloads: counter(
      'waywarden_policy_reloads_total',
      'Reloads of the policy file, by result: accepted, refused.',
      ['result'],
    ),
    policyInfo: gauge('waywarden_policy_info', '1 for the version of the policy in force.', ['version']),

    ready: gauge(
      'waywarden_ready',
      '1 while this process is ready, as /readyz says, 0 while it is not; set when metrics are read.',
    ),
    lanesClaimed: gauge('waywarden_lanes_claimed', 'Lanes this process owns and scores.', ['topic']),
    lagRecords: gauge(
      'waywarden_lag_records',
      'Records of the partition that are waiting to be scored.',
      LANE,
    ),
    snapshots: gauge(
      'waywarden_snapshots',
      'Other lanes whose baselines the lane reads, by the snapshot in use: of yesterday, older, or missing. Lanes that have never scored a look-up are left out.',
      [...LANE, 'snapshot'],
    ),
    claims: counter('waywarden_claims_total', 'Lane claims, at startup, after a rebalance or after a loss.'),
    fenced: counter(
      'waywarden_fenced_total',
      'Batches not written, or not sent again, because another process had claimed the lane.',
    ),
    torn: counter(
      'waywarden_torn_total',
      'Batches scored again from the state in Redis because reading the states failed midway.',
    ),
    moved: counter(
      'waywarden_moved_total',
      'Checkpoints refused because Redis had another offset: it was rolled back, or the lane continued elsewhere.',
    ),
    gapRecords: counter(
      'waywarden_gap_records_total',
      'Offsets skipped because they hold no record: deleted by retention, compacted away, or markers of transactions.',
      LANE,
    ),
    laneFaults: counter('waywarden_lane_faults_total', 'Faults that need an operator, by error code.', [
      'code',
    ]),
    batchSeconds: histogram(
      'waywarden_batch_seconds',
      'Time from decoding the first record of a batch (up to kafka.maxBatchRecords) to its checkpoint, in seconds.',
      ['topic'],
    ),
    checkpointSeconds: histogram(
      'waywarden_checkpoint_seconds',
      'Time of one atomic write of state, offset and outbox, in seconds.',
      ['topic'],
    ),

    hotStates: gauge(
      'waywarden_hot_states',
      'States in the memory of this process: of accounts, or on the findings topic of devices, addresses and outlets.',
      ['topic'],
    ),
    stateBytes: gauge(
      'waywarden_state_bytes',
      'Memory taken by the states that waywarden_hot_states counts, in bytes.',
      ['topic'],
    ),
    redisRisks: gauge(
      'waywarden_redis_risks',
      'Settings of Redis that could lose state; the log names each. Looked at once a minute.',
    ),
    redisRetries: counter(
      'waywarden_redis_retries_total',
      'Calls to Redis retried because it did not answer; the lane waits meanwhile.',
    ),
  }
  // Created at 0: if a counter appeared with its first fault, an alarm on its increase would miss that fault.
  for (const code of runErrors) metrics.laneFaults.inc({ code }, 0)
  for (const result of reloadResults) metrics.policyReloads.inc({ result }, 0)
  return metrics
}

const reloadResults = ['accepted', 'refused'] as const

/** Functions that make a metric from its name, its help text and its labels. */
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

/**
 * Creates the counters of a lane's rejects and gaps at 0. If one appeared with its first reject, an alarm on its
 * increase would miss that reject, which may be the largest theft.
 */
export function beginLane({ eventsRejected, gapRecords }: Metrics, lane: LaneLabels): void {
  for (const reason of rejectReasons) eventsRejected.inc({ ...lane, reason }, 0)
  gapRecords.inc(lane, 0)
}

/** The same for alerts. `detectors`: the ids of all that may be an alert's strongest. */
export function beginAlerts({ alerts }: Metrics, detectors: readonly string[]): void {
  for (const severity of severities) for (const detector of detectors) alerts.inc({ severity, detector }, 0)
}

/**
 * Drops the gauges that only the owner of a lane may report. Its counters stay, because
 * they tell what this process has done.
 */
export function forgetLane({ lagRecords, outboxMessages, snapshots }: Metrics, lane: LaneLabels): void {
  lagRecords.remove(lane)
  outboxMessages.remove(lane)
  for (const snapshot of snapshotAges) snapshots.remove({ ...lane, snapshot })
}
