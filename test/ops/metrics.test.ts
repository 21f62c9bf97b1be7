import { describe, expect, it } from 'vitest'

import { beginAlerts, beginLane, createMetrics, forgetLane, snapshotAges } from '../../src/ops/metrics.ts'

const valuesOf = async (text: Promise<string>) =>
  (await text).split('\n').filter((line) => !line.startsWith('#'))

describe('the metrics', () => {
  it('are all named after the program, explained, and in base units', async () => {
    const metrics = await createMetrics({ withProcess: false }).registry.getMetricsAsJSON()
    const names = metrics.map(({ name }) => name)
    expect(names.filter((name) => !/^waywarden_[a-z_]+$/.test(name))).toEqual([])
    expect(metrics.filter(({ help }) => !help.endsWith('.'))).toEqual([])
    expect(
      metrics.filter(({ type, name }) => (String(type) === 'counter') !== name.endsWith('_total')),
    ).toEqual([])
  })

  it('are these', async () => {
    const metrics = await createMetrics({ withProcess: false }).registry.getMetricsAsJSON()
    const names = metrics.map(({ name }) => name)
    expect(names.toSorted()).toMatchInlineSnapshot(`
      [
        "waywarden_alert_revisions_total",
        "waywarden_alerts_total",
        "waywarden_batch_seconds",
        "waywarden_checkpoint_seconds",
        "waywarden_claims_total",
        "waywarden_entities_unscored_total",
        "waywarden_events_counted_total",
        "waywarden_events_duplicate_total",
        "waywarden_events_in_total",
        "waywarden_events_late_total",
        "waywarden_events_rejected_total",
        "waywarden_fenced_total",
        "waywarden_gap_records_total",
        "waywarden_hot_states",
        "waywarden_lag_records",
        "waywarden_lane_faults_total",
        "waywarden_lanes_claimed",
        "waywarden_moved_total",
        "waywarden_outbox_messages",
        "waywarden_policy_info",
        "waywarden_policy_reloads_total",
        "waywarden_publish_failures_total",
        "waywarden_ready",
        "waywarden_records_unkeyed_total",
        "waywarden_redis_retries_total",
        "waywarden_redis_risks",
        "waywarden_snapshots",
        "waywarden_state_bytes",
        "waywarden_torn_total",
      ]
    `)
  })

  it('start with what must be 0 at 0, so that an alarm has something to compare', async () => {
    const { registry } = createMetrics({ withProcess: false })
    const values = await valuesOf(registry.metrics())
    expect(values).toContain('waywarden_entities_unscored_total 0')
    expect(values).toContain('waywarden_fenced_total 0')
    expect(values).toContain('waywarden_publish_failures_total 0')
    expect(values).toContain('waywarden_lane_faults_total{code="kafka_offset_lost"} 0')
    // What a lane waits for is no fault.
    expect(values.join()).not.toContain('code="redis_unavailable"')
  })

  it('have every alert, reject and gap at 0 before its first, which an alarm on an increase would miss', async () => {
    const metrics = createMetrics({ withProcess: false })
    beginLane(metrics, { topic: 'q', partition: 3 })
    beginAlerts(metrics, ['volume-burst', 'ring'])
    const values = await valuesOf(metrics.registry.metrics())
    expect(values).toContain('waywarden_events_rejected_total{topic="q",partition="3",reason="invalid"} 0')
    expect(values).toContain('waywarden_gap_records_total{topic="q",partition="3"} 0')
    expect(values).toContain('waywarden_alerts_total{severity="critical",detector="ring"} 0')
    expect(values.filter((line) => line.startsWith('waywarden_alerts_total'))).toHaveLength(8)
  })

  it('count by partition and reason', async () => {
    const { registry, eventsRejected, alerts } = createMetrics({ withProcess: false })
    eventsRejected.inc({ topic: 'q', partition: 3, reason: 'not_json' }, 2)
    alerts.inc({ severity: 'high', detector: 'volume-burst' })
    const values = await valuesOf(registry.metrics())
    expect(values).toContain('waywarden_events_rejected_total{topic="q",partition="3",reason="not_json"} 2')
    expect(values).toContain('waywarden_alerts_total{severity="high",detector="volume-burst"} 1')
  })

  it('of a lane that went elsewhere no longer claim to know its lag, its outbox, or what it reads of others', async () => {
    const metrics = createMetrics({ withProcess: false })
    for (const partition of [1, 2]) {
      metrics.lagRecords.set({ topic: 'q', partition }, 5)
      metrics.outboxMessages.set({ topic: 'q', partition }, 6)
      for (const snapshot of snapshotAges) metrics.snapshots.set({ topic: 'q', partition, snapshot }, 7)
    }
    forgetLane(metrics, { topic: 'q', partition: 1 })
    const values = await valuesOf(metrics.registry.metrics())
    expect(values.filter((line) => line.includes('partition='))).toEqual([
      'waywarden_outbox_messages{topic="q",partition="2"} 6',
      'waywarden_lag_records{topic="q",partition="2"} 5',
      ...snapshotAges.map((age) => `waywarden_snapshots{topic="q",partition="2",snapshot="${age}"} 7`),
    ])
  })

  it('can be made twice in one process, each on its own', async () => {
    const [first, second] = [createMetrics({ withProcess: true }), createMetrics({ withProcess: true })]
    first.fenced.inc()
    expect(await valuesOf(second.registry.metrics())).toContain('waywarden_fenced_total 0')
    expect(await first.registry.metrics()).toContain('process_cpu_seconds_total')
  })
})
