import { detectors } from '../../detectors/index.ts'
import type { Alert } from '../contract/alert.ts'
import { readPolicy } from '../ops/policy-file.ts'
import type { Settings } from '../ops/settings-form.ts'
import { loadSettings } from '../ops/settings.ts'
import { deriveAlertTokenKey, PUBLIC_KEY } from '../ops/token-keys.ts'
import { createEmbedded } from '../pipeline/files/embedded.ts'
import { createHints } from '../pipeline/files/hints.ts'
import { requireCounted } from '../pipeline/files/require-counted.ts'
import type { OutboxMessage } from '../state/store.ts'
import { heedInterrupt } from '../terminal/interrupt.ts'
import { paintFor } from '../terminal/paint.ts'
import { createProgress } from '../terminal/progress.ts'
import { tellFound } from '../terminal/tell-found.ts'
import { tell } from '../terminal/tell.ts'
import { readFiles, totalBytes } from '../transport/file.ts'
import { keepApart } from '../transport/keep-apart.ts'
import { openLineFile, type LineFile } from '../transport/line-file.ts'
import { createAlertBook } from './alert-book.ts'
import { summaryTable, type Summary } from './summary.ts'
import { tellAlert } from './tell-alert.ts'

/**
 * The command's arguments, as its flags give them: paths of outputs (`-` is standard output) and the number
 * of lanes. An output without a path is not written.
 */
export type Asked = {
  readonly config?: string
  readonly policy?: string
  readonly alerts?: string
  readonly rejects?: string
  readonly summary?: string
  readonly lanes?: number
}

/** The settings that decide how files are read and scored. */
type ReplaySettings = Pick<
  Settings,
  'files' | 'tokenKey' | 'alertTokenKey' | 'mapping' | 'limits' | 'policyFile'
>

/**
 * Scores the files and reports on standard error. Resolves when every output is on disk. If reading fails, or
 * a signal asks the program to end, the results up to then are written and reported before it throws or ends. If
 * it fails before the first event, outputs are left as they were.
 * @throws WaywardenError `nothing_counted` in the end, if every event was rejected.
 */
export const replayFiles = (files: readonly string[], asked: Asked): Promise<Summary> => {
  const settings = loadSettings({
    file: asked.config ?? null,
    fallbackTokenKey: PUBLIC_KEY,
    isOffline: true,
    policy: { file: asked.policy ?? null, detectors },
  })
  tellFound(settings.files, asked.config, [settings.policyFile])
  return replayUnder(settings, files, asked)
}

/** Like `replayFiles`, with settings given by the caller. `onAlert` sees every revision. */
export const replayUnder = async (
  settings: ReplaySettings,
  files: readonly string[],
  asked: Asked,
  onAlert: (alert: Alert) => void = () => undefined,
): Promise<Summary> => {
  keepApart([...files, ...settings.files], {
    '--alerts': asked.alerts,
    '--rejects': asked.rejects,
    '--summary': asked.summary,
  })
  const { tokenKey, alertTokenKey, mapping, limits } = settings
  const policy = readPolicy(settings.policyFile, { detectors, tokenKey })
  const total = totalBytes(files)
  const outputs = openOutputs(asked)
  const startedMs = performance.now()
  const progress = createProgress(total)
  const paint = paintFor(process.stderr)
  const alerts = createAlertBook()
  const hints = createHints(policy.overridden, mapping)
  const embedded = await createEmbedded({
    policy,
    tokenKey,
    alertTokenKey,
    mapping,
    ...limits,
    lanes: asked.lanes ?? 1,
    sift: (decoded, { topic }) => {
      hints.see(decoded, topic)
      return decoded
    },
    publish: outputs.write,
    onAlert: (alert) => {
      onAlert(alert)
      if (alerts.take(alert)) progress.line(tellAlert(alert, policy.zoneMs, paint))
    },
  })
  const conclude = async (isRead: boolean): Promise<Summary> => {
    progress.stop()
    const unwritten = (await outputs.close()).filter((each) => each.status === 'rejected')
    const { tally, accounts } = embedded
    const elapsedSeconds = Math.round(performance.now() - startedMs) / 1000
    const summary: Summary = {
      complete: isRead && unwritten.length === 0,
      ...tally,
      accounts,
      alerts: alerts.count(),
      alertsOnTrial: alerts.onTrial,
      revisions: alerts.revisions,
      elapsedSeconds,
      eventsPerSecond: Math.round(tally.read / elapsedSeconds),
      policyVersion: policy.version,
    }
    report(summary, hints.tell(summary, embedded.missedPlaces))
    if (asked.alerts !== undefined && isPublic(alertTokenKey)) tell(PUBLIC_TOKENS)
    await outputs.writeSummary(summary)
    // Only now: otherwise the summary of an earlier run would stay, as if it were this one's.
    for (const { reason } of unwritten) throw reason
    return summary
  }
  return heedInterrupt(async (stop) => {
    try {
      for await (const { records, bytesRead } of readFiles(files, stop)) {
        await embedded.score(records)
        await outputs.settle()
        progress.update(bytesRead, embedded.tally.read)
        if (stop.aborted) break
      }
      await embedded.finish()
    } catch (error) {
      // What was read until then counts. A second failure here is usually a consequence of the first, which it
      // must not hide.
      await embedded.finish().catch(() => undefined)
      progress.stop()
      // Where there is nothing to write, outputs keep what an earlier run wrote, as where an input is missing.
      if (embedded.tally.read > 0) await conclude(false).catch(() => undefined)
      throw error
    }
    const summary = await conclude(!stop.aborted)
    if (stop.aborted) tell(`Interrupted after ${summary.read.toLocaleString('en')} events.`)
    else requireCounted(summary)
    return summary
  })
}

const openOutputs = (asked: Asked) => {
  const [alerts, rejects, summary] = [open(asked.alerts), open(asked.rejects), open(asked.summary)]
  return {
    write: (messages: readonly OutboxMessage[]): void => {
      for (const { channel, value } of messages) {
        if (channel === 'alerts') alerts?.write(value)
        if (channel === 'rejects') rejects?.write(value)
      }
    },
    settle: async (): Promise<void> => {
      await alerts?.settle()
      await rejects?.settle()
    },
    close: () => Promise.allSettled([alerts?.close(), rejects?.close()]),
    writeSummary: async (figures: Summary): Promise<void> => {
      summary?.write(JSON.stringify(figures, null, 2))
      await summary?.close()
    },
  }
}

const open = (path: string | undefined): LineFile | null => (path === undefined ? null : openLineFile(path))

const report = (summary: Summary, hints: readonly string[]): void => {
  process.stderr.write(`${summaryTable(summary)}\n`)
  hints.forEach(tell)
}

const PUBLIC_TOKENS =
  'No token key is set, so anybody can find the numbers behind the waybill tokens of these alerts. Set WAYWARDEN_TOKEN_KEY for alerts that are passed on.'

const isPublic = (alertTokenKey: Uint8Array): boolean =>
  Buffer.from(deriveAlertTokenKey(new TextEncoder().encode(PUBLIC_KEY))).equals(alertTokenKey)
