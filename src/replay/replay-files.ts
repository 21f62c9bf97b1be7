import { detectors } from '../../detectors/index.ts'
import type { Alert } from '../contract/alert.ts'
import { readPolicy } from '../ops/policy-file.ts'
import { loadSettings } from '../ops/settings.ts'
import { createEmbedded } from '../pipeline/embedded.ts'
import { paintFor } from '../terminal/paint.ts'
import { createProgress } from '../terminal/progress.ts'
import { fit } from '../terminal/wrap.ts'
import { readFiles, totalBytes } from '../transport/file.ts'
import { openLineFile, type LineFile } from '../transport/line-file.ts'
import { countAlerts, hintOf, summaryTable, type Summary } from './summary.ts'
import { createSymptoms } from './symptoms.ts'
import { tellAlert } from './tell-alert.ts'

/** Where the results go: file names, `-` for standard output; what is absent is not written. And over how many lanes. */
export type ReplayTargets = {
  readonly config?: string
  readonly policy?: string
  readonly alerts?: string
  readonly rejects?: string
  readonly summary?: string
  readonly lanes?: number
  /** Also sees every revision. */
  readonly onAlert?: (alert: Alert) => void
}

/** Made public on purpose: a replay without a key gives the same alerts on every machine. */
export const PUBLIC_KEY = 'waywarden replay, no secret'

/**
 * Scores the files and reports on standard error; resolves when every output is on the disk. Where the reading fails, what was read
 * until then is written and reported before it throws.
 */
export const replayFiles = async (files: readonly string[], targets: ReplayTargets): Promise<Summary> => {
  const settings = loadSettings({
    file: targets.config ?? null,
    fallbackTokenKey: PUBLIC_KEY,
    policy: { file: targets.policy ?? null, detectors },
  })
  const { tokenKey } = settings
  const policy = readPolicy(targets.policy ?? settings.policyFile, { detectors, tokenKey })
  const total = totalBytes(files)
  const outputs = {
    alerts: open(targets.alerts),
    rejects: open(targets.rejects),
    summary: open(targets.summary),
  }
  const clock = () => performance.now()
  const startedMs = clock()
  const progress = createProgress(total, clock)
  const paint = paintFor(process.stderr)
  const newest = new Map<string, Alert>()
  const symptoms = createSymptoms()
  let revisions = 0
  const embedded = await createEmbedded({
    policy,
    tokenKey,
    alertTokenKey: settings.alertTokenKey,
    mapping: settings.mapping,
    maxEventBytes: settings.limits.maxEventBytes,
    lanes: targets.lanes ?? 1,
    sift: (decoded) => {
      symptoms.see(decoded)
      return decoded
    },
    publish: (messages) => {
      for (const { channel, value } of messages) {
        if (channel === 'alerts') outputs.alerts?.write(value)
        if (channel === 'rejects') outputs.rejects?.write(value)
      }
    },
    onAlert: (alert) => {
      revisions++
      targets.onAlert?.(alert)
      const before = newest.get(alert.alertId)
      newest.set(alert.alertId, alert)
      if (before?.severity !== alert.severity) progress.line(tellAlert(alert, policy.zoneMs, paint))
    },
  })
  const conclude = async (): Promise<Summary> => {
    progress.stop()
    await Promise.all([outputs.alerts?.close(), outputs.rejects?.close()])
    const elapsedSeconds = (clock() - startedMs) / 1000
    const summary: Summary = {
      ...embedded.tally,
      accounts: embedded.accounts,
      alerts: countAlerts(newest.values()),
      revisions,
      elapsedSeconds,
      eventsPerSecond: embedded.tally.read / elapsedSeconds,
      policyVersion: policy.version,
    }
    process.stderr.write(`${summaryTable(summary)}\n`)
    const hint = hintOf(summary, symptoms)
    if (hint !== null) process.stderr.write(`${fit(hint, process.stderr)}\n`)
    outputs.summary?.write(JSON.stringify(summary, null, 2))
    await outputs.summary?.close()
    return summary
  }
  try {
    for await (const { records, bytesRead } of readFiles(files)) {
      await embedded.score(records)
      await settle(outputs.alerts, outputs.rejects)
      progress.update(bytesRead, embedded.tally.read)
    }
  } catch (error) {
    await conclude()
    throw error
  }
  return conclude()
}

const open = (path: string | undefined): LineFile | null => (path === undefined ? null : openLineFile(path))

const settle = async (...files: readonly (LineFile | null)[]): Promise<void> => {
  for (const file of files) await file?.settle()
}
