import { expect, it } from 'vitest'

import { detectors } from '../../../detectors/index.ts'
import { createLaneState } from '../../../src/core/lane-state.ts'
import { createMetrics } from '../../../src/ops/metrics.ts'
import { createBatchOutbox } from '../../../src/pipeline/batch-outbox.ts'
import { emptyReport } from '../../../src/pipeline/batch-report.ts'
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

it('counts an alert when it is raised, and again under each severity that it rises to', async () => {
  const metrics = createMetrics({ withProcess: false })
  // Each in a batch of its own, as hours apart they are.
  for (const alert of revisionsOfARise()) {
    const report = { ...emptyReport(), records: 1 }
    const state = createLaneState()
    createBatchOutbox(keys, { policy: defaultPolicy(detectors), state, report }).alert(alert)
    reportBatch(metrics, lane, { report, moved: 1, seconds: 0 })
  }
  const counted = (await metrics.alerts.get()).values.map(({ labels, value }) => [labels.severity, value])
  expect(counted).toEqual([
    ['medium', 1],
    ['high', 1],
  ])
  const revisions = (await metrics.alertRevisions.get()).values.map(({ labels, value }) => [
    labels.status,
    value,
  ])
  expect(revisions).toEqual([
    ['open', 1],
    ['updated', 3],
  ])
})
