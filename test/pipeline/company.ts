import { detectors } from '../../detectors/index.ts'
import type { Alert } from '../../src/contract/alert.ts'
import type { Policy } from '../../src/core/policy.ts'
import { plantHoney } from '../../src/ops/plant-honey.ts'
import { createDecoder } from '../../src/pipeline/decode/decode.ts'
import { partitionOf } from '../../src/pipeline/files/partition-of.ts'
import { createHotStates } from '../../src/pipeline/hot-states.ts'
import { claimLane } from '../../src/pipeline/lane.ts'
import { createQueryPass } from '../../src/pipeline/query-pass.ts'
import { createSnapshotReader } from '../../src/pipeline/snapshot-reader.ts'
import type { SimulateOptions } from '../../src/simulate/options.ts'
import { eventLine } from '../../src/simulate/output/event-line.ts'
import { createMemoryStore } from '../../src/state/memory.ts'
import type { InputRecord } from '../../src/transport/input-record.ts'
import { defaultPolicy } from '../ops/default-policy.ts'
import { simulateAll } from '../simulate/run.ts'

const topic = 'queries'
export const tokenKey = new TextEncoder().encode('sixteen bytes or more')

export type CompanyLog = {
  readonly events: readonly { readonly account: string; readonly line: Buffer; readonly timeMs: number }[]
  readonly policy: Policy
}

/** What a simulated company's accounts look up, with the decoys in the policy. */
export const simulateLog = (options: Partial<SimulateOptions>): CompanyLog => {
  const events: CompanyLog['events'][number][] = []
  let policy = defaultPolicy(detectors)
  simulateAll(options, {
    event: (event, timeMs) =>
      events.push({ account: event.accountId, line: Buffer.from(eventLine(event)), timeMs }),
    label: (label) => {
      if (label.kind === 'company') policy = plantHoney(policy, label.honeyWaybills, tokenKey)
    },
  })
  return { events, policy }
}

export type Split = {
  readonly lanes: number
  /** Whether lanes read each other's peers. */
  readonly isShared: boolean
}

/** The look-ups in order of time, over so many lanes: every revision of every alert. */
export const scoreLog = async (log: CompanyLog, { lanes, isShared }: Split): Promise<readonly Alert[]> => {
  const store = createMemoryStore()
  const alerts: Alert[] = []
  const askOthers = isShared
    ? createSnapshotReader({ store, lanes, onOffered: () => {}, isWaitedFor: null })
    : null
  const decode = createDecoder({
    tokenKey,
    mapping: null,
    maxEventBytes: 1 << 20,
    maxAheadMs: Infinity,
    maxLatenessMs: Infinity,
  })
  const pass = createQueryPass({ decode, detectors })
  const hot = createHotStates(Infinity, pass.bytesOf)
  const open = (partition: number) =>
    claimLane({
      pass,
      partition,
      store,
      policy: () => log.policy,
      tokenKey,
      alertTokenKey: tokenKey,
      hot,
      askOthers,
      ringLanes: 1,
      publish: async () => {},
    })
  const all = await Promise.all(
    Array.from({ length: lanes }, async (_, partition) => ({
      lane: await open(partition),
      waiting: [] as InputRecord[],
      next: 0,
    })),
  )
  const flush = async (): Promise<void> => {
    for (const each of all) {
      if (each.waiting.length === 0) continue
      const result = await each.lane.process(each.waiting)
      if (result.kind === 'done') alerts.push(...result.report.alerts)
      each.waiting.length = 0
    }
  }
  let hour = -1
  for (const { account, line, timeMs } of log.events) {
    const now = Math.floor(timeMs / 3_600_000)
    if (now > hour) await flush()
    hour = now
    const partition = partitionOf(account, lanes)
    const each = all[partition]
    each?.waiting.push({ topic, partition, offset: each.next++, timestampMs: timeMs, value: line })
  }
  await flush()
  return alerts
}
