import type { Command } from 'commander'

import { parseDateTime } from '../contract/date-time.ts'
import { WaywardenError } from '../contract/errors.ts'
import { printable } from '../contract/printable.ts'
import { readAccountAlertId } from '../core/alerts/alert-id.ts'
import type { Policy } from '../core/policy.ts'
import type { Report } from '../inspect/report.ts'
import type { Sight } from '../inspect/sight.ts'
import type { Settings } from '../ops/settings-form.ts'

type Flags = {
  readonly config?: string
  readonly replay?: readonly string[]
  readonly policy?: string
  readonly until?: string
  readonly json?: true
}

/** `waywarden inspect`: one account, its windows beside what is usual, and what each detector says of it. */
export function registerInspect(program: Command): void {
  program
    .command('inspect')
    .description('show what is known about an account, in Redis (read only) or after a replay of files')
    .usage('<account> [options]') // behind --replay the account would be one more file
    .argument('[account]', 'account id, as the audit log names it, or the alertId of an alert about it')
    .option('--config <file>', 'settings (default: waywarden.yaml if it exists, and the environment)')
    .option('--replay <files...>', 'score these files first, instead of reading Redis; - is standard input')
    .option(
      '--until <time>',
      'ignore events of the replay after this time, such as 2026-03-02T18:00:00+08:00',
    )
    .option('--policy <file>', 'thresholds (default: the policy file of the settings)')
    .option('--json', 'print the same as JSON')
    .action(run)
}

async function run(account: string | undefined, flags: Flags): Promise<void> {
  if (account === undefined) throw misused(withoutAccount(flags))
  const untilMs = endOf(flags)
  const [
    { detectors },
    { readPolicy },
    { loadSettings },
    { PUBLIC_KEY },
    { createReport },
    { spreadNotice },
  ] = await Promise.all([
    import('../../detectors/index.ts'),
    import('../ops/policy-file.ts'),
    import('../ops/settings.ts'),
    import('../ops/token-keys.ts'),
    import('../inspect/report.ts'),
    import('../inspect/sight.ts'),
  ])
  // Nothing is written, so a key that protects nobody will do; without the real one only decoys are not recognised.
  const settings = loadSettings({
    file: flags.config ?? null,
    fallbackTokenKey: PUBLIC_KEY,
    policy: { file: flags.policy ?? null, detectors },
  })
  const { tokenKey } = settings
  const policy = readPolicy(flags.policy ?? settings.policyFile, { detectors, tokenKey })
  const sight = await look(readAccountAlertId(account)?.accountId ?? account, {
    files: flags.replay ?? null,
    settings,
    policy,
    untilMs,
  })
  const notice = spreadNotice(sight.accountId, sight)
  if (notice !== null) process.stderr.write(`${notice}\n`)
  const report = createReport(sight, policy, detectors)
  if (account !== sight.accountId && report.alert?.alertId !== account)
    process.stderr.write(`${printable(account)} ${NOT_KEPT}\n`)
  if (flags.json === true) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
  else await print(report, policy)
}

const NOT_KEPT =
  'is over, or was never raised: what it said is on the alerts topic. Below is its account as it is now.'

function endOf({ until, replay }: Flags): number {
  if (until === undefined) return Infinity
  if (replay === undefined) throw misused('--until needs --replay: Redis has only the current state.')
  const untilMs = parseDateTime(until)
  if (Number.isNaN(untilMs)) throw misused('--until must look like 2026-03-02T18:00:00+08:00.')
  return untilMs
}

const withoutAccount = ({ replay }: Flags): string =>
  replay === undefined
    ? "missing required argument 'account'"
    : `missing required argument 'account': --replay took ${replay.join(', ')}; name the account before it`

const misused = (message: string): WaywardenError =>
  new WaywardenError('usage_invalid', message, { cause: null })

type Place = {
  readonly files: readonly string[] | null
  readonly settings: Settings
  readonly policy: Policy
  readonly untilMs: number
}

async function look(account: string, { files, settings, policy, untilMs }: Place): Promise<Sight> {
  const { accountId } = await import('../contract/brands.ts')
  if (files === null) {
    const { readFromRedis } = await import('../inspect/read-redis.ts')
    return readFromRedis(settings, accountId(account))
  }
  const [{ readFromReplay }, { createProgress }, { totalBytes }] = await Promise.all([
    import('../inspect/read-replay.ts'),
    import('../terminal/progress.ts'),
    import('../transport/file.ts'),
  ])
  const progress = createProgress(totalBytes(files), () => performance.now())
  return readFromReplay({ files, settings, policy, untilMs, progress }, accountId(account))
}

async function print(report: Report, { zoneMs }: Policy): Promise<void> {
  const [{ paintFor }, { asText }] = await Promise.all([
    import('../terminal/paint.ts'),
    import('../inspect/text/as-text.ts'),
  ])
  process.stdout.write(`${asText(report, { paint: paintFor(process.stdout), zoneMs })}\n`)
}
