// A simulated company after about a week, for parts that need accounts with real states and baselines.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Detector } from '../../src/core/detector.ts'
import type { Decoded } from '../../src/pipeline/decode/decode.ts'
import type { StateStore } from '../../src/state/store.ts'
import type { InputRecord } from '../../src/transport/input-record.ts'
import { makeDirectory } from '../integration/service.ts'
import { built, project } from './built.ts'

export const tokenKey = Buffer.from('a secret for benchmarks only')

type Company = { readonly days: number; readonly accounts: number }

/** Simulates honest look-ups of some days, as records. */
export function simulateCompany({ days, accounts }: Company): InputRecord[] {
  const file = join(makeDirectory('bench'), 'company.ndjson')
  const options = ['--scenario', 'honest', '--days', `${days}`, '--accounts', `${accounts}`, '--out', file]
  const program = join(project, 'dist/src/cli.js')
  const { status, stderr } = spawnSync(process.execPath, [program, 'simulate', ...options], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`waywarden simulate ended with ${status}:\n${stderr}`)
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line, offset) => ({
      topic: 'bench',
      partition: 0,
      offset,
      timestampMs: timeOf(line),
      value: Buffer.from(line),
    }))
}

const timeOf = (line: string): number =>
  new Date((JSON.parse(line) as { occurredAt: number | string }).occurredAt).getTime()

/** A decoder configured like the live lane's. */
export async function openDecoder(): Promise<(record: InputRecord) => Decoded> {
  const { createDecoder } = await built<typeof import('../../src/pipeline/decode/decode.ts')>(
    'src/pipeline/decode/decode.js',
  )
  const dayMs = 86_400_000
  return createDecoder({
    tokenKey,
    mapping: null,
    maxEventBytes: 1 << 20,
    maxAheadMs: dayMs,
    maxLatenessMs: 7 * dayMs,
  })
}

export type LaneParts = {
  readonly store: StateStore
  readonly partition: number
  readonly hotBytes: number
  readonly decode: (record: InputRecord) => Decoded
  /** All detectors if absent. */
  readonly detectors?: readonly Detector[]
}

/** Opens lanes as the live process does, without Kafka. */
export async function createLanes() {
  const { claimLane } = await built<typeof import('../../src/pipeline/lane.ts')>('src/pipeline/lane.js')
  const { createHotStates } = await built<typeof import('../../src/pipeline/hot-states.ts')>(
    'src/pipeline/hot-states.js',
  )
  const { createQueryPass } = await built<typeof import('../../src/pipeline/query-pass.ts')>(
    'src/pipeline/query-pass.js',
  )
  const { createPolicy } = await built<typeof import('../../src/core/policy.ts')>('src/core/policy.js')
  const { hashPolicy } = await built<typeof import('../../src/ops/hash-policy.ts')>('src/ops/hash-policy.js')
  const all = (await built<typeof import('../../detectors/index.ts')>('detectors/index.js')).detectors
  const open = (parts: readonly LaneParts[]) => {
    const passes = parts.map(({ decode, detectors = all }) => createQueryPass({ decode, detectors }))
    const [first] = passes
    if (first === undefined) return Promise.all([])
    const hot = createHotStates(parts[0]?.hotBytes ?? Infinity, first.bytesOf)
    return Promise.all(
      parts.map(({ store, partition, detectors = all }, at) => {
        const pass = passes[at] ?? first
        const policy = createPolicy({}, detectors, hashPolicy)
        return claimLane({
          pass,
          partition,
          store,
          policy: () => policy,
          tokenKey,
          alertTokenKey: tokenKey,
          hot,
          askOthers: null,
          ringLanes: 1,
          publish: async () => undefined,
        })
      }),
    )
  }
  return { open, detectors: all }
}
