// In: records of one partition, in order. Out: states and offset in the store; alerts, rejects, coverage and
// findings published. Shell around the pure step of either pass. Guarantees: each batch is one atomic
// checkpoint, written whole or not at all; a message is published only after the checkpoint that holds it; a
// failed send is repeated only while the lane is ours. Fails closed: it throws rather than skip a record.
import { readLaneState, takeChangedFields, type Field } from '../core/codec/lane-codec.ts'
import type { LaneState } from '../core/lane-state.ts'
import { createLaneSnapshots } from '../core/peers/lane-snapshots.ts'
import type { Checkpoint, CheckpointResult, LaneClaim, OutboxMessage } from '../state/store.ts'
import type { InputRecord } from '../transport/input-record.ts'
import { addressAnew } from './account-day-message.ts'
import { emptyReport, type BatchReport } from './batch-report.ts'
import { coverageRecord } from './coverage.ts'
import { checkLastRecord, LAST_RECORD, lastRecordKey, lastRecordOf, readLastRecord } from './last-record.ts'
import type { AnyItem } from './pass.ts'
import { requireStateVersion } from './require-state-version.ts'
import { scoreBatch, type ScoringOptions } from './score-batch.ts'

export type LaneOptions<Item extends AnyItem, State> = ScoringOptions<Item, State> & {
  /** For what has to be the same after a restart, unlike the alert token key. */
  readonly tokenKey: Uint8Array
  /**
   * Resolves when the broker has taken every message. If it has not, it throws, and is
   * called again with the same array.
   */
  readonly publish: (messages: readonly OutboxMessage[]) => Promise<void>
}

export type BatchResult =
  | { readonly kind: 'done'; readonly report: BatchReport }
  // After these the lane's state in memory can no longer be used: claim the lane again.
  | Moved
  | Fenced
  /** The store failed between two portions of one batch: the state has changed, and cannot be restored. */
  | { readonly kind: 'torn' }

type Moved = Extract<CheckpointResult, { kind: 'moved' }>
type Fenced = Extract<CheckpointResult, { kind: 'fenced' }>

/** One partition, owned by this process until a checkpoint is refused. */
export type Lane = {
  readonly partition: number
  /** That of its claim. */
  readonly epoch: number
  /** The next offset to score; null for a lane without history. */
  readonly nextOffset: number | null
  /** Beyond `nextOffset` by the markers of transactions that were fetched behind the last record, as of the claim. */
  readonly behindMarkers: number | null
  readonly state: LaneState
  /**
   * Publishes what the last owner left in the outbox, then scores the records in order and writes them at
   * once. Records below `nextOffset` are skipped. It stops before a day of work which other lanes must reach
   * before: then `nextOffset` lies within the records, and the rest is for the next call. Calls `onWritten`
   * once, when the store has the checkpoint: from then on the records count, even if another process has to
   * publish their messages.
   * @throws what the store or the broker threw; call again with the same records.
   */
  process(records: readonly InputRecord[], onWritten?: (report: BatchReport) => void): Promise<BatchResult>
  /** Writes down where a lane without history starts. Claim it again to score. */
  begin(offset: number): Promise<CheckpointResult>
  /**
   * Moves on to a later offset, because the records before it are gone, and publishes that they are missing.
   * Calls `onWritten` as `process` does: from then on nobody finds the gap again.
   * @throws as `process` does; call `process` again, with any records.
   */
  skipTo(topic: string, offset: number, onWritten?: () => void): Promise<BatchResult>
  /**
   * Removes acknowledged messages from the outbox without waiting for the next checkpoint. Otherwise the
   * lane's next owner would send them again.
   */
  settle(): Promise<void>
  /**
   * Publishes how far the lane is, once for each offset. Coverage is due by event time, so a lane at rest would
   * never tell of its last minutes. What is lost or late of it does no harm: it goes past the outbox, and is told
   * only while the store knows the lane as it is here. Must not be called while `process` is under way.
   * @throws what the store or the broker threw; call again.
   */
  tell(topic: string): Promise<void>
  /**
   * Whether the store still knows of this claim and of all that it has written: false if it was emptied, or rolled
   * back, which a lane without records would not notice. Throws if the store does not answer.
   */
  isKnown(): Promise<boolean>
}

/**
 * A scored batch, kept until it is written and published, so that a retry does not score it again. It is
 * written once the lane's offset is the checkpoint's `nextOffset`.
 */
type Pending = { readonly checkpoint: Checkpoint; readonly report: BatchReport }

/** Claims the lane, and changes nothing else. */
export const claimLane = async <Item extends AnyItem, State>(
  options: LaneOptions<Item, State>,
): Promise<Lane> => {
  const { store, partition, hot } = options
  const claim = await store.claim(partition)
  hot.drop(partition)
  return createLane(options, claim)
}

const createLane = <Item extends AnyItem, State>(
  options: LaneOptions<Item, State>,
  claim: LaneClaim,
): Lane => {
  const { store, partition, publish } = options
  const mark = requireStateVersion(partition, claim, options.pass.stateVersion)
  const state = readLaneState(claim.fields)
  state.snapshots = options.askOthers === null ? null : (state.snapshots ?? createLaneSnapshots())
  const lastRecord = readLastRecord(claim)
  const key = lastRecordKey(options.tokenKey)
  let { offset } = claim
  let acknowledged = claim.outboxHead
  let trimmed = claim.outboxHead
  // Messages that the last owner has written and not published.
  let leftOver: readonly OutboxMessage[] = claim.outbox.map((each) => addressAnew(each, options.ringLanes))
  let pending: Pending | null = null
  let hasSendFailed = false
  let told: number | null = null
  let isTorn = false

  const checkpointTo = (
    nextOffset: number,
    content: Pick<Checkpoint, 'states' | 'fields' | 'outbox'>,
  ): Checkpoint => ({
    lane: partition,
    epoch: claim.epoch,
    expectedOffset: offset,
    nextOffset,
    acknowledged,
    ...content,
  })

  const score = async (records: readonly InputRecord[]): Promise<Pending | null> => {
    const fresh = records.filter((record) => offset === null || record.offset >= offset)
    checkLastRecord(lastRecord, records, { nextOffset: offset, key })
    if (fresh.length === 0) return null
    let hasBegun = false
    const scored = await scoreBatch(options, state, fresh, () => void (hasBegun = true)).catch((error) => {
      isTorn = hasBegun
      throw error
    })
    const { last, report, states, outbox } = scored
    const fields = fieldsBehind(state, { last, key }, mark)
    return { report, checkpoint: checkpointTo(last.offset + 1, { states, fields, outbox }) }
  }

  /**
   * Publishes messages that a checkpoint has written. After a failed try, another owner
   * may have published them meanwhile, and newer ones that must stay the newest. Then
   * nothing is published, and the refusal is returned.
   */
  const send = async (outbox: readonly OutboxMessage[]): Promise<Fenced | null> => {
    if (outbox.length === 0) return null
    const epoch = hasSendFailed ? (await store.standOf(partition)).epoch : claim.epoch
    if (epoch > claim.epoch) return { kind: 'fenced', epoch }
    hasSendFailed = true
    await publish(outbox)
    hasSendFailed = false
    acknowledged += outbox.length
    return null
  }

  const process: Lane['process'] = async (records, onWritten) => {
    if (isTorn) return { kind: 'torn' }
    const overtaken = await send(leftOver)
    if (overtaken !== null) return overtaken
    leftOver = []
    pending ??= await score(records)
    if (pending === null) return { kind: 'done', report: emptyReport() }
    const { checkpoint, report } = pending
    if (offset !== checkpoint.nextOffset) {
      const startedMs = performance.now()
      const result = await store.checkpoint(checkpoint)
      if (result.kind === 'moved' || result.kind === 'fenced') return result
      report.checkpointMs = performance.now() - startedMs
      offset = checkpoint.nextOffset
      trimmed = checkpoint.acknowledged
      onWritten?.(report)
    }
    const fenced = await send(checkpoint.outbox)
    if (fenced !== null) return fenced
    pending = null
    return { kind: 'done', report }
  }

  return {
    partition,
    epoch: claim.epoch,
    get nextOffset() {
      return offset
    },
    get behindMarkers() {
      const isLast = lastRecord?.at === (offset ?? 0) - 1
      return isLast ? (lastRecord.behindMarkers ?? offset) : offset
    },
    state,
    process,
    begin: (next) => store.checkpoint(checkpointTo(next, { states: [], fields: mark, outbox: [] })),
    skipTo: async (topic, next, onWritten) => {
      state.tally.lost += next - (offset ?? next)
      const fields = [...mark, ...takeChangedFields(state)]
      const last = { topic, partition, offset: next - 1 }
      const outbox = [coverageRecord(state, last, options.policy().version)]
      pending = { report: emptyReport(), checkpoint: checkpointTo(next, { states: [], fields, outbox }) }
      return process([], onWritten)
    },
    settle: async () => {
      if (trimmed === acknowledged) return
      const through = acknowledged
      await store.trim(partition, claim.epoch, through)
      trimmed = through
    },
    tell: async (topic) => {
      const isWritten = pending === null && leftOver.length === 0 && !isTorn
      if (offset === null || offset === told || !isWritten) return
      const stand = await store.standOf(partition)
      if (stand.epoch !== claim.epoch || stand.offset !== offset) return
      await publish([
        coverageRecord(state, { topic, partition, offset: offset - 1 }, options.policy().version),
      ])
      told = offset
    },
    isKnown: async () => {
      const written = offset // before the question: a step may be written while it is under way
      const stands = await store.standOf(partition)
      if (stands.epoch !== claim.epoch) return stands.epoch > claim.epoch
      return written === null || (stands.offset ?? 0) >= written
    },
  }
}

/**
 * The lane's fields as of its last record. They are encoded when the store asks for them, which that of
 * `replay` never does, and only once, so that a retry writes the same fields.
 */
const fieldsBehind = (
  state: LaneState,
  { last, key }: { readonly last: InputRecord; readonly key: Uint8Array },
  mark: readonly Field[],
): Iterable<Field> => {
  let fields: readonly Field[] | null = null
  const encode = (): readonly Field[] => [
    ...mark,
    ...takeChangedFields(state),
    [LAST_RECORD, JSON.stringify(lastRecordOf(last, key))],
  ]
  return { [Symbol.iterator]: () => (fields ??= encode())[Symbol.iterator]() }
}
