import type { Counter } from 'prom-client'
import { expect, it } from 'vitest'

import { detectors } from '../../../detectors/index.ts'
import type { OpenAlert } from '../../../src/core/alerts/open-alert.ts'
import { createLaneState } from '../../../src/core/lane-state.ts'
import { createMetrics } from '../../../src/ops/metrics.ts'
import { createBatchOutbox } from '../../../src/pipeline/batch-outbox.ts'
import { emptyReport, type BatchReport } from '../../../src/pipeline/batch-report.ts'
import { reportBatch } from '../../../src/pipeline/live/report-batch.ts'
import { recordLimit } from '../../core/support/limits.ts'
import { lookUp, waybills } from '../../core/support/look-ups.ts'
import { createRun } from '../../core/support/run.ts'
import { MONDAY_MS } from '../../core/support/streams.ts'
import { defaultPolicy } from '../../ops/default-policy.ts'

const lane = { topic: 'queries', partition: 0 }
const keys = { alertTokenKey: new TextEncoder().encode('sixteen bytes or more'), ringLanes: 1 }

/** An alert of medium severity that grows, becomes high, and grows again. */
function revisionsOfARise() {
  const run = createRun([recordLimit('over-ten', 'medium', 10), recordLimit('over-hundred', 'high', 100)], {
    alerts: { highRecords: 1e9, criticalRecords: 1e9 },
  })
  for (const [at, records] of [20, 20, 61, 150].entries())
    run.take(lookUp(at, { occurredAt: MONDAY_MS + at * 1_000, waybills: waybills(at * 1_000, records) }))
  return run.revisions
}

/** What a batch in which the revision was written reports. */
function reportOf(revision: OpenAlert): BatchReport {
  const report = { ...emptyReport(), records: 1 }
  const state = createLaneState()
  createBatchOutbox(keys, { policy: defaultPolicy(detectors), state, report }).alert(revision)
  return report
}

const valuesOf = async (counter: Counter, label: string) =>
  (await counter.get()).values.map(({ labels, value }) => [labels[label], value])

it('counts an alert when it is raised, and again under each severity that it rises to', async () => {
  const metrics = createMetrics({ withProcess: false })
  // Each in a batch of its own, as hours apart they are.
  for (const revision of revisionsOfARise())
    reportBatch(metrics, lane, { report: reportOf(revision), moved: 1, seconds: 0 })
  expect(await valuesOf(metrics.alerts, 'severity')).toEqual([
    ['medium', 1],
    ['high', 1],
  ])
  expect(await valuesOf(metrics.alertRevisions, 'status')).toEqual([
    ['open', 1],
    ['updated', 3],
  ])
})

it('counts an alert under its strongest detector, wherever that stands', async () => {
  const metrics = createMetrics({ withProcess: false })
  const [revision] = revisionsOfARise()
  const [signal] = revision?.signals ?? []
  if (revision === undefined || signal === undefined) throw new Error('no alert')
  const signals = [5, 9, 2].map((surprise) => ({ ...signal, detector: `of ${surprise}`, surprise }))
  for (const order of [signals, signals.toReversed(), signals.toSorted((a, b) => b.surprise - a.surprise)])
    reportBatch(metrics, lane, { report: reportOf({ ...revision, signals: order }), moved: 1, seconds: 0 })
  expect(await valuesOf(metrics.alerts, 'detector')).toEqual([['of 9', 3]])
})

it('counts every event that was late, and every reject under its reason', async () => {
  const metrics = createMetrics({ withProcess: false })
  const rejected = { invalid: 3, not_json: 2 }
  const report = { ...emptyReport(), records: 12, read: 12, counted: 7, late: 4, rejected }
  reportBatch(metrics, lane, { report, moved: 12, seconds: 0 })
  expect(await valuesOf(metrics.eventsLate, 'topic')).toEqual([['queries', 4]])
  expect(await valuesOf(metrics.eventsRejected, 'reason')).toEqual(Object.entries(rejected))
})
