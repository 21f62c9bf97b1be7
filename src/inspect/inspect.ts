// In: an account, or the id of its alert. Out: a report on standard output. Edge; it writes nothing else.
import { detectors } from '../../detectors/index.ts'
import { accountId, type AccountId } from '../contract/brands.ts'
import { parseDateTime } from '../contract/date-time.ts'
import { misused, WaywardenError } from '../contract/errors.ts'
import { printable } from '../contract/printable.ts'
import { readAccountAlertId } from '../core/alerts/alert-id.ts'
import { isRingAlertId } from '../core/ring/ring-fold.ts'
import { readPolicy } from '../ops/policy-file.ts'
import { loadSettings } from '../ops/settings.ts'
import { PUBLIC_KEY } from '../ops/token-keys.ts'
import { paintFor } from '../terminal/paint.ts'
import { createProgress } from '../terminal/progress.ts'
import { tellFound } from '../terminal/tell-found.ts'
import { totalBytes } from '../transport/file.ts'
import { keepApart } from '../transport/keep-apart.ts'
import { spreadNotice, type AccountSnapshot } from './account-snapshot.ts'
import { adviseOnRing } from './not-found.ts'
import { readFromRedis } from './read-redis.ts'
import { readFromReplay } from './read-replay.ts'
import { createReport } from './report.ts'
import { asText } from './text/as-text.ts'

/** The command's arguments, as its flags give them. */
export type Asked = {
  readonly config?: string
  readonly replay?: readonly string[]
  readonly policy?: string
  readonly until?: string
  readonly json?: true
}

/** Finds the account in Redis, or after a replay of files, and reports it. Of a ring, says what to do. */
export const inspect = async (named: string | undefined, asked: Asked): Promise<void> => {
  if (named === undefined) throw misused(withoutAccount(asked))
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
  const { replay: files } = asked
  const read = (account: AccountId): Promise<AccountSnapshot> =>
    files === undefined
      ? readFromRedis(settings, account)
      : readFromReplay(
          { files, settings, policy, untilMs, progress: createProgress(totalBytes(files)) },
          account,
        )
  const account = accountId(readAccountAlertId(named)?.accountId ?? named)
  const snapshot = await read(account).catch(async (error: unknown) => {
    if (!isNotFound(error)) throw error
    // The account's own name may look like an alert id, so it is tried literally too.
    if (account !== named) return read(accountId(named)).catch(() => Promise.reject(error))
    // For a person the advice is the answer. A program expects a report, and there is none.
    if (isRingAlertId(named) && asked.json !== true) return null
    throw error
  })
  if (snapshot === null) return void process.stdout.write(`${adviseOnRing(printable(named))}\n`)
  const notice = spreadNotice(snapshot.accountId, snapshot)
  if (notice !== null) process.stderr.write(`${notice}\n`)
  const report = createReport(snapshot, policy, detectors)
  if (named !== snapshot.accountId && report.alert?.alertId !== named)
    process.stderr.write(`Alert "${printable(named)}" ${NOT_KEPT}\n`)
  const text =
    asked.json === true
      ? JSON.stringify(report, null, 2)
      : asText(report, { paint: paintFor(process.stdout), zoneMs: policy.zoneMs })
  process.stdout.write(`${text}\n`)
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

const withoutAccount = ({ replay }: Asked): string =>
  replay === undefined
    ? "missing required argument 'account'"
    : `missing required argument 'account': --replay took ${replay.join(', ')}; name the account before it`
