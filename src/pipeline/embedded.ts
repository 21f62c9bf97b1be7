// In: batches of records. Out: alerts, rejects and a tally. The live lanes of both passes between a file and memory:
// what they raise here, `run` raises on Kafka. Of the second pass there is one lane: where the findings topic has several, each knows a part
// of the others' days, and rings are judged a little otherwise.
import { detectors } from '../../detectors/index.ts'
import type { Alert } from '../contract/alert.ts'
import { WaywardenError } from '../contract/errors.ts'
import type { Mapping } from '../contract/mapping-schema.ts'
import type { RejectReason } from '../contract/reject.ts'
import type { Policy } from '../core/policy.ts'
import { createFieldStore } from '../state/fields.ts'
import { createNoStore } from '../state/none.ts'
import type { OutboxMessage, StateStore } from '../state/store.ts'
import { bundleAccountDays } from '../transport/bundle-account-days.ts'
import type { InputRecord } from '../transport/input-record.ts'
import { addRejects, emptyReadTally, type BatchReport, type ReadTally } from './batch-report.ts'
import { createDecoder, type Decoded } from './decode/decode.ts'
import { compileMapping } from './decode/mapping.ts'
import { createFileClock } from './file-clock.ts'
import { createHotStates } from './hot-states.ts'
import { claimLane } from './lane.ts'
import { createQueryPass } from './query-pass.ts'
import { createRingPass } from './ring-pass.ts'
import { createSnapshotReader } from './snapshot-reader.ts'
import { createSpread, type LaneBatch } from './spread.ts'

export type EmbeddedOptions = {
  readonly policy: Policy
  readonly tokenKey: Uint8Array
  readonly alertTokenKey: Uint8Array
  readonly mapping: Mapping | null
  readonly maxEventBytes: number
  /** Takes what a broker would get. */
  readonly publish: (messages: readonly OutboxMessage[]) => void
  readonly onAlert: (alert: Alert) => void
  /** Of the first pass: as many as the topic has partitions, where it is to see what `run` sees. One unless given. */
  readonly lanes?: number
  /** Where the accounts go; nowhere unless given: the process keeps every account. */
  readonly store?: StateStore
  /** Sees what was decoded on its way to the lane, and may refuse it. */
  readonly sift?: (decoded: Decoded) => Decoded
}

export type Embedded = {
  /** `behind`: up to `MOST_AGREEING` of the records that come next, for what is in doubt (file-clock.ts); none: the files end here. */
  score(records: readonly InputRecord[], behind?: readonly InputRecord[]): Promise<void>
  readonly tally: ReadTally
  readonly accounts: number
  /** Places of the mapping at which no event has had anything. */
  readonly missedPlaces: readonly string[]
}

export const createEmbedded = async (options: EmbeddedOptions): Promise<Embedded> => {
  const { lanes: count = 1, sift = (decoded) => decoded } = options
  const { store = count === 1 ? createNoStore() : createFieldStore() } = options
  const mapping = options.mapping === null ? null : compileMapping(options.mapping)
  const decode = createDecoder({ ...options, mapping, maxAheadMs: Infinity, maxLatenessMs: Infinity })
  const clock = createFileClock(decode)
  const spread = createSpread(count, (record) => sift(clock.sift(decode(record))))
  const queries = createQueryPass({ detectors, decode: spread.decode })
  const rings = createRingPass()
  const hot = createHotStates(Infinity, queries.bytesOf)
  const findings = createFindingsLog(count)
  const common = {
    policy: () => options.policy,
    alertTokenKey: options.alertTokenKey,
    ringLanes: 1,
    clock: () => 0,
  }
  const askOthers = createSnapshotReader({ store, lanes: count, onOffered: () => undefined })
  const first = await Promise.all(
    Array.from({ length: count }, (_, partition) => {
      const publish = async (messages: readonly OutboxMessage[]) => {
        findings.take(partition, bundleAccountDays(messages))
        options.publish(messages)
      }
      return claimLane({ ...common, publish, partition, pass: queries, store, hot, askOthers })
    }),
  )
  const second = await claimLane({
    ...common,
    publish: async (messages) => options.publish(messages),
    partition: 0,
    pass: rings,
    askOthers: null,
    store: createNoStore(),
    hot: createHotStates(Infinity, rings.bytesOf),
  })
  const tally = emptyReadTally()
  const add = (report: BatchReport): void => {
    tally.read += report.read
    tally.counted += report.counted
    tally.duplicates += report.duplicates
    tally.late += report.late
    for (const [reason, count] of Object.entries(report.rejected) as [RejectReason, number][])
      addRejects(tally, reason, count)
  }

  const scoreBatch = async ({ lane, records }: LaneBatch): Promise<void> => {
    const result = await first[lane]?.process(records)
    if (result?.kind !== 'done') throw lost()
    add(result.report)
    result.report.alerts.forEach(options.onAlert)
  }

  const judgeFindings = async (): Promise<void> => {
    const result = await second.process(findings.read())
    if (result.kind !== 'done') throw lost()
    result.report.alerts.forEach(options.onAlert)
  }

  return {
    score: async (records, behind = []) => {
      clock.foresee([...records, ...behind])
      for (const each of spread.over(records)) await (each === 'turn' ? judgeFindings() : scoreBatch(each))
      if (behind.length === 0) await judgeFindings()
    },
    tally,
    get accounts() {
      return hot.size
    },
    get missedPlaces() {
      return mapping?.missed() ?? []
    },
  }
}

/** Nobody else claims these lanes. */
const lost = (): WaywardenError =>
  new WaywardenError('internal', 'A lane of a replay was lost to another owner', { cause: null })

const FINDINGS = 'findings'

/** What the lanes of the first pass have found, as the second would read it from its topic: one lane after the other. */
const createFindingsLog = (lanes: number) => {
  let offset = 0
  const waiting: string[][] = Array.from({ length: lanes }, () => [])
  return {
    take: (lane: number, messages: readonly OutboxMessage[]): void => {
      for (const { channel, value } of messages) if (channel === 'findings') waiting[lane]?.push(value)
    },
    read: (): readonly InputRecord[] =>
      waiting
        .flatMap((values) => values.splice(0))
        .map((value) => ({
          topic: FINDINGS,
          partition: 0,
          offset: offset++,
          timestampMs: 0,
          value: Buffer.from(value),
        })),
  }
}
