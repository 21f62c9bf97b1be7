// In: batches of records. Out: alerts, rejects and a tally. The live lane's own middle between a file and memory: what it
// raises here, `run` raises on Kafka.
import { detectors } from '../../detectors/index.ts'
import type { Alert } from '../contract/alert.ts'
import type { RejectReason } from '../contract/reject.ts'
import type { Policy } from '../core/policy.ts'
import { createNoStore } from '../state/none.ts'
import type { OutboxMessage, StateStore } from '../state/store.ts'
import { createFileClock } from '../transport/file-clock.ts'
import { createDecoder, type Decoded } from './decode.ts'
import { createHotAccounts } from './hot-accounts.ts'
import type { InputRecord } from './input-record.ts'
import { claimLane } from './lane.ts'
import type { Mapping } from './mapping-schema.ts'

export type EmbeddedOptions = {
  readonly policy: Policy
  readonly tokenKey: Uint8Array
  readonly alertTokenKey: Uint8Array
  readonly mapping: Mapping | null
  readonly maxEventBytes: number
  /** Takes what a broker would get. */
  readonly publish: (messages: readonly OutboxMessage[]) => void
  readonly onAlert: (alert: Alert) => void
  /** Where the states go; nowhere unless given: the process keeps every account. */
  readonly store?: StateStore
  /** Sees what was decoded on its way to the lane, and may refuse it. */
  readonly sift?: (decoded: Decoded) => Decoded
}

/** What became of every record: read = counted + duplicates + the sum of rejected. */
export type Tally = {
  read: number
  counted: number
  duplicates: number
  late: number
  readonly rejected: Partial<Record<RejectReason, number>>
}

export type Embedded = {
  score(records: readonly InputRecord[]): Promise<void>
  readonly tally: Tally
  readonly accounts: number
}

export const createEmbedded = async (options: EmbeddedOptions): Promise<Embedded> => {
  const { store = createNoStore(), sift = (decoded) => decoded } = options
  const isPlausible = createFileClock()
  const decode = createDecoder({ ...options, maxAheadMs: Infinity, maxLatenessMs: Infinity })
  const hot = createHotAccounts(Infinity)
  const lane = await claimLane({
    topic: 'replay',
    partition: 0,
    store,
    detectors,
    decode: (record) => sift(isPlausible(decode(record))),
    policy: () => options.policy,
    alertTokenKey: options.alertTokenKey,
    hot,
    neighbours: null,
    publish: async (messages) => options.publish(messages),
    clock: () => 0,
  })
  const tally: Tally = { read: 0, counted: 0, duplicates: 0, late: 0, rejected: {} }

  return {
    score: async (records) => {
      const result = await lane.process(records)
      if (result.kind === 'lost') return
      const { report } = result
      tally.read += report.read
      tally.counted += report.counted
      tally.duplicates += report.duplicates
      tally.late += report.late
      for (const [reason, count] of Object.entries(report.rejected) as [RejectReason, number][]) {
        tally.rejected[reason] = (tally.rejected[reason] ?? 0) + count
      }
      report.alerts.forEach(options.onAlert)
    },
    tally,
    get accounts() {
      return hot.size
    },
  }
}
