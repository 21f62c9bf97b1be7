import { expect, it, onTestFinished } from 'vitest'

import { detectors } from '../../../detectors/index.ts'
import { createLogger } from '../../../src/ops/log.ts'
import { createMetrics } from '../../../src/ops/metrics.ts'
import { createPolicyWatcher } from '../../../src/ops/policy-watcher.ts'
import { loadSettings } from '../../../src/ops/settings.ts'
import { createLive } from '../../../src/pipeline/live/live.ts'

it('says that no lane is claimed while the start still waits', async () => {
  const settings = loadSettings({ file: null, environment: {}, fallbackTokenKey: 'sixteen bytes or more' })
  const log = createLogger({ level: 'silent', stream: process.stderr })
  const metrics = createMetrics({ withProcess: false })
  const policy = createPolicyWatcher({
    path: null,
    detectors,
    tokenKey: settings.tokenKey,
    log,
    onReload: () => undefined,
  })
  onTestFinished(() => policy.close())
  createLive({ settings, policy, metrics, log, onFatal: () => undefined })
  expect((await metrics.lanesClaimed.get()).values).toEqual([
    { labels: { topic: 'waybill.queries' }, value: 0 },
    { labels: { topic: 'waywarden.findings' }, value: 0 },
  ])
})
