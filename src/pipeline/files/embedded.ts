// In: batches of records. Out: alerts, rejects and a tally. Runs the lanes of both
// passes without Kafka and Redis: what they raise here, `run` raises on Kafka. The
// second pass has one lane here. If the findings topic has several partitions, each lane
// of `run` sees only a part of the account days, and judges rings slightly differently.
import { detectors } from '../../../detectors/index.ts'
import type { Alert } from '../../contract/alert.ts'
import { WaywardenError } from '../../contract/errors.ts'
import type { RejectReason } from '../../contract/reject.ts'
import type { Policy } from '../../core/policy.ts'
import { createFieldStore } from '../../state/field-store.ts'
import { createNoStore } from '../../state/no-store.ts'
import type { OutboxMessage, StateStore } from '../../state/store.ts'
import { bundleAccountDays } from '../../transport/bundle-account-days.ts'
import type { InputRecord } from '../../transport/input-record.ts'
import { addRejects, emptyReadTally, type BatchReport, type ReadTally } from '../batch-report.ts'
import type { Decoded } from '../decode/decode.ts'
import { createHotStates } from '../hot-states.ts'
import { claimLane } from '../lane.ts'
import { createQueryPass } from '../query-pass.ts'
import { createRingPass } from '../ring-pass.ts'
import { createSnapshotReader } from '../snapshot-reader.ts'
import { createFileDecoder, type FileDecoderOptions } from './file-decoder.ts'
import { createSpread, type LaneBatch, type Turn } from './spread.ts'

export type EmbeddedOptions = FileDecoderOptions & {
  readonly policy: Policy
  readonly alertTokenKey: Uint8Array
  /** Receives the outbox messages that `run` would publish. */
  readonly publish: (messages: readonly OutboxMessage[]) => void
  readonly onAlert: (alert: Alert) => void
  /**
   * Lanes of the first pass, 1 by default. Set it to the number of the topic's
   * partitions to get what `run` gets.
   */
  readonly lanes?: number
  /** Where account states are written. By default nowhere: the process keeps every account in memory. */
  readonly store?: StateStore
  /** Sees each decoded event, with its record, before its lane does, and may replace it with a reject. */
  readonly sift?: (decoded: Decoded, record: InputRecord) => Decoded
}

export type Embedded = {
  /** Scores the next records of the files. The last ones wait for more to follow them (file-clock.ts, spread.ts). */
  score(records: readonly InputRecord[]): Promise<void>
  /** The files end here: scores the records that wait. */
  finish(): Promise<void>
  readonly tally: ReadTally
  readonly accounts: number
  /** Places of the mapping at which no event has had a value. */
  readonly missedPlaces: readonly string[]
}

export const createEmbedded = async (options: EmbeddedOptions): Promise<Embedded> => {
  const { lanes: count = 1, sift = (decoded) => decoded } = options
  const { store = count === 1 ? createNoStore() : createFieldStore() } = options
  const files = createFileDecoder(options)
  const spread = createSpread(count, (record) => sift(files.sift(record), record))
  const queries = createQueryPass({ detectors, decode: spread.decode })
  const rings = createRingPass()
  const hot = createHotStates(Infinity, queries.bytesOf)
  const findings = createFindingsLog(count)
  const common = {
    policy: () => options.policy,
    tokenKey: options.tokenKey,
    alertTokenKey: options.alertTokenKey,
    ringLanes: 1,
  }
  const askOthers = createSnapshotReader({
    store,
    lanes: count,
    onOffered: () => undefined,
    isWaitedFor: null,
  })
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

  const scoreAll = async (batches: Iterable<LaneBatch | Turn>): Promise<void> => {
    for (const each of batches) await (each === 'turn' ? judgeFindings() : scoreBatch(each))
  }

  return {
    score: (records) => scoreAll(spread.over(files.take(records))),
    finish: async () => {
      await scoreAll(spread.over(files.end()))
      await scoreAll(spread.end())
      await judgeFindings()
    },
    tally,
    get accounts() {
      return hot.size
    },
    get missedPlaces() {
      return files.missedPlaces()
    },
  }
}

/** Cannot happen: nobody else claims these lanes. */
const lost = (): WaywardenError =>
  new WaywardenError('internal', 'A lane of a replay was lost to another owner', { cause: null })

const FINDINGS = 'findings'

/**
 * Collects the findings of the first pass and hands them to the second as records of a
 * topic: those of one lane after those of another.
 */
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
