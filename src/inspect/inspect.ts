// In: an account, or the id of an alert. Out: a report on standard output. Edge; it writes nothing else.
import { detectors } from '../../detectors/index.ts'
import type { Alert } from '../contract/alert.ts'
import { accountId, type AccountId } from '../contract/brands.ts'
import { parseDateTime } from '../contract/date-time.ts'
import { misused, WaywardenError } from '../contract/errors.ts'
import { printable, printableJson } from '../contract/printable.ts'
import { readAccountAlertId } from '../core/alerts/alert-id.ts'
import { readRingAlertId, type RingName } from '../core/ring/ring-fold.ts'
import { readPolicy } from '../ops/policy-file.ts'
import { loadSettings } from '../ops/settings.ts'
import { PUBLIC_KEY } from '../ops/token-keys.ts'
import { createProgress } from '../terminal/progress.ts'
import { tellFound } from '../terminal/tell-found.ts'
import { totalBytes } from '../transport/file.ts'
import { keepApart } from '../transport/keep-apart.ts'
import { spreadNotice, type AccountSnapshot } from './account-snapshot.ts'
import { ringNotFound } from './not-found.ts'
import { readFromRedis, readRingFromRedis } from './read-redis.ts'
import { readFromReplay, readRingFromReplay, type ReplayOptions } from './read-replay.ts'
import { createReport } from './report.ts'
import { asText } from './text/as-text.ts'
import { drawingFor, type Drawing } from './text/lines.ts'
import { ringText } from './text/ring-text.ts'

/** The command's arguments, as its flags give them. */
export type Asked = {
  readonly config?: string
  readonly replay?: readonly string[]
  readonly policy?: string
  readonly until?: string
  readonly json?: true
}

/** Finds the account, or the alert of a ring, in Redis or after a replay of files, and reports it. */
export const inspect = async (named: string, asked: Asked): Promise<void> => {
  const untilMs = endOf(asked)
  keepApart(asked.replay ?? [])
  // Nothing is written, so the public default key will do. Without the real key only decoys go unrecognised.
  const settings = loadSettings({
    file: asked.config ?? null,
    fallbackTokenKey: PUBLIC_KEY,
    isOffline: asked.replay !== undefined,
    policy: { file: asked.policy ?? null, detectors },
  })
  const { tokenKey } = settings
  const policy = readPolicy(settings.policyFile, { detectors, tokenKey })
  tellFound(settings.files, asked.config, [settings.policyFile])
  const source = sourceOf(asked, { settings, policy, untilMs })
  const write = (report: object, text: (drawing: Drawing) => string): void =>
    void process.stdout.write(
      `${asked.json === true ? printableJson(report, 2) : text(drawingFor(policy.zoneMs))}\n`,
    )
  const ringName = readRingAlertId(named)
  if (ringName !== null) {
    const ring = await source.ring(ringName)
    if (ring === null) throw ringNotFound(named)
    return write(ring, (drawing) => ringText(ring, drawing))
  }
  const snapshot = await findAccount(source, named)
  const notice = spreadNotice(snapshot.accountId, snapshot)
  if (notice !== null) process.stderr.write(`${notice}\n`)
  const report = createReport(snapshot, policy, detectors)
  if (named !== snapshot.accountId && report.alert?.alertId !== named)
    process.stderr.write(`Alert "${printable(named)}" ${NOT_KEPT}\n`)
  write(report, (drawing) => asText(report, drawing))
}

/** Where accounts and rings are looked up. */
type Source = {
  readonly account: (id: AccountId) => Promise<AccountSnapshot>
  /** null if the alert is not kept. */
  readonly ring: (name: RingName) => Promise<Alert | null>
}

const sourceOf = (
  { replay: files }: Asked,
  { settings, ...replayed }: Pick<ReplayOptions, 'settings' | 'policy' | 'untilMs'>,
): Source => {
  if (files === undefined)
    return {
      account: (id) => readFromRedis(settings, id),
      ring: (name) => readRingFromRedis(settings, name),
    }
  const options = () => ({ ...replayed, settings, files, progress: createProgress(totalBytes(files)) })
  return {
    account: (id) => readFromReplay(options(), id),
    ring: (name) => readRingFromReplay(options(), name),
  }
}

/** `named`: the account, or the id of its alert. @throws WaywardenError `account_not_found` */
const findAccount = async ({ account }: Source, named: string): Promise<AccountSnapshot> => {
  const id = accountId(readAccountAlertId(named)?.accountId ?? named)
  try {
    return await account(id)
  } catch (error) {
    // The account's own name may look like an alert id, so it is tried literally too.
    if (!isNotFound(error) || id === named) throw error
    return account(accountId(named)).catch(() => Promise.reject(error))
  }
}

const isNotFound = (error: unknown): boolean =>
  error instanceof WaywardenError && error.code === 'account_not_found'

const NOT_KEPT =
  'is no longer kept, or was never raised: its records are on the alerts topic. Below is its account as it is now.'

const endOf = ({ until, replay }: Asked): number => {
  if (until === undefined) return Infinity
  if (replay === undefined) throw misused('--until needs --replay: Redis has only the current state.')
  const untilMs = parseDateTime(until)
  if (Number.isNaN(untilMs)) throw misused('--until must look like 2026-03-02T18:00:00+08:00.')
  return untilMs
}
