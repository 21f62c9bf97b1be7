import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { detectors } from '../../detectors/index.ts'
import { accountId } from '../../src/contract/brands.ts'
import type { Label } from '../../src/contract/label.ts'
import { readFromReplay } from '../../src/inspect/read-replay.ts'
import { loadSettings } from '../../src/ops/settings.ts'
import { eventLine } from '../../src/simulate/output/event-line.ts'
import type { Progress } from '../../src/terminal/progress.ts'
import { defaultPolicy } from '../ops/default-policy.ts'
import { simulateAll } from '../simulate/run.ts'

export const policy = defaultPolicy(detectors)
export const settings = loadSettings({
  file: null,
  environment: { WAYWARDEN_TOKEN_KEY: 'a secret of the test settings' },
})

/** The log of a small province in which accounts are rented out, and who is who. */
export function simulateLog() {
  const lines: string[] = []
  const labels: Label[] = []
  simulateAll(
    { scenario: 'hebei', accounts: 20, days: 10 },
    { event: (event) => lines.push(eventLine(event)), label: (label) => labels.push(label) },
  )
  const file = join(mkdtempSync(join(tmpdir(), 'waywarden-inspect-')), 'events.ndjson')
  writeFileSync(file, `${lines.join('\n')}\n`)
  const theft = labels.find((label) => label.kind === 'theft')
  const involved = new Set(
    labels.flatMap((label) => (label.kind === 'theft' || label.kind === 'oddity' ? label.accounts : [])),
  )
  const honest = labels.find(
    (label) => label.kind === 'account' && label.role === 'courier' && !involved.has(label.accountId),
  )
  if (theft?.kind !== 'theft' || honest?.kind !== 'account') throw new Error('the scenario has changed')
  return { file, lines, thief: theft.accounts[0] ?? '', theft, honest: honest.accountId }
}

const progress: Progress = { update: () => undefined, line: () => undefined, stop: () => undefined }

export const replay = (file: string, account: string, untilMs = Infinity) =>
  readFromReplay({ files: [file], settings, policy, untilMs, progress }, accountId(account))
