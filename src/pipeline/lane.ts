// In: records of one partition, in order. Out: states and offset in the store; alerts, rejects, coverage and findings
// published. Shell around the pure step of either pass. Guarantees: one atomic checkpoint a batch, in which everything is
// written or nothing; a message is published only after the checkpoint that holds it. Fails closed: it throws rather than
// skip a record.
import { createHash } from 'node:crypto'

import { WaywardenError } from '../contract/errors.ts'
import type { Reject, RejectReason } from '../contract/reject.ts'
import { readLaneState, takeChangedFields } from '../core/lane-codec.ts'
import type { LaneState } from '../core/lane-state.ts'
import type { OpenAlert } from '../core/open-alert.ts'
import type { Policy } from '../core/policy.ts'
import type { SharedFinding } from '../core/ring/shared-finding.ts'
import type { CheckpointResult, LaneClaim, OutboxMessage, StateStore } from '../state/store.ts'
import { alertRecord } from './alert-record.ts'
import { coverageRecord, isCoverageDue } from './coverage.ts'
import { rejectRecord } from './decode.ts'
import { findingMessage } from './finding-message.ts'
import { createSeat, type HotStates, type Seat } from './hot-states.ts'
import type { InputRecord } from './input-record.ts'
import type { NeighbourReader } from './neighbours.ts'
import { isRefused, type AnyItem, type Pass, type Refused } from './pass.ts'

/** What a batch did, for metrics and the summary: its records, and what became of what they hold, counted as in `Tally`. */
export type BatchReport = {
  readonly records: number
  read: number
  counted: number
  duplicates: number
  late: number
  readonly rejected: Partial<Record<RejectReason, number>>
  /** Every revision that left with this batch, in order. */
  readonly alerts: ReturnType<typeof alertRecord>[]
  checkpointMs: number
  /** States of the batch for which the policy has everything switched off that could judge them. */
  unscored: number
}

export type LaneOptions<Item extends AnyItem, State> = {
  readonly pass: Pass<Item, State>
  readonly topic: string
  readonly partition: number
  readonly store: StateStore
  /** Read once a batch: a new policy takes effect between two batches. */
  readonly policy: () => Policy
  readonly alertTokenKey: Uint8Array
  readonly hot: HotStates<State>
  /** null: the lane is the only one. */
  readonly neighbours: NeighbourReader | null
  /** How many lanes the second pass has: the partitions of the findings topic. */
  readonly ringLanes: number
  /** Resolves when the broker has taken every message; throws when it has not. */
  readonly publish: (messages: readonly OutboxMessage[]) => Promise<void>
  /** Milliseconds, for measuring only. */
  readonly clock: () => number
}

export type BatchResult =
  | { readonly kind: 'done'; readonly report: BatchReport }
  /** The lane is not what this process thinks: claim it again. */
  | { readonly kind: 'lost'; readonly result: Exclude<CheckpointResult, { kind: 'ok' | 'applied' }> }

/** One partition, owned by this process until a checkpoint is refused. */
export type Lane = {
  readonly partition: number
  readonly epoch: number
  /** The next offset to score; null for a lane without history. */
  readonly nextOffset: number | null
  readonly state: LaneState
  /**
   * Scores records in order: all or nothing. Records below `nextOffset` are skipped.
   * @throws what the store or the broker threw; call again with the same records.
   */
  process(records: readonly InputRecord[]): Promise<BatchResult>
  /** Has the store forget what the broker has taken, which else waits for the next checkpoint: the next owner would send it again. */
  settle(): Promise<void>
}

/** A batch that has been scored and waits to be written. */
type Pending = {
  readonly through: number
  readonly checkpoint: Parameters<StateStore['checkpoint']>[0]
  readonly report: BatchReport
}

/** Claims the lane and publishes what its last owner could not. */
export const claimLane = async <Item extends AnyItem, State>(
  options: LaneOptions<Item, State>,
): Promise<Lane> => {
  const { store, partition, publish, hot } = options
  const claim = await store.claim(partition)
  hot.drop(partition)
  if (claim.outbox.length > 0) await publish(claim.outbox)
  const acknowledged = claim.outboxHead + claim.outbox.length
  if (claim.outbox.length > 0) await store.trim(partition, claim.epoch, acknowledged)
  return createLane(options, claim, acknowledged)
}

const createLane = <Item extends AnyItem, State>(
  options: LaneOptions<Item, State>,
  claim: LaneClaim,
  outboxEnd: number,
): Lane => {
  const { store, partition, publish, hot, clock } = options
  const state = readLaneState(claim.fields, (bytes) => Buffer.from(bytes).toString())
  state.neighbours = options.neighbours?.join(state) ?? null
  const tail = readTail(claim)
  let { offset } = claim
  let acknowledged = outboxEnd
  let forgotten = outboxEnd
  // Kept until it is written and published, so that a failed try is made again and not scored again.
  let pending: Pending | null = null
  let isWritten = false
  // The store failed between two portions of one batch: the state has moved and cannot be taken back.
  let isTorn = false

  const score = async (records: readonly InputRecord[]): Promise<Pending | null> => {
    const fresh = records.filter((record) => offset === null || record.offset >= offset)
    checkTail(tail, records, offset)
    const last = fresh.at(-1)
    if (last === undefined) return null
    let hasBegun = false
    const scored = await scoreAll(options, state, fresh, () => void (hasBegun = true)).catch((error) => {
      isTorn = hasBegun
      throw error
    })
    return {
      through: last.offset + 1,
      report: scored.report,
      checkpoint: {
        lane: partition,
        epoch: claim.epoch,
        expectedOffset: offset,
        nextOffset: last.offset + 1,
        states: scored.states,
        fields: [...takeChangedFields(state), [TAIL, JSON.stringify(tailOf(last))]],
        outbox: scored.outbox,
        acknowledged,
      },
    }
  }

  return {
    partition,
    epoch: claim.epoch,
    get nextOffset() {
      return offset
    },
    state,
    process: async (records) => {
      if (isTorn) return { kind: 'lost', result: { kind: 'moved', offset } }
      pending ??= await score(records)
      if (pending === null) return { kind: 'done', report: emptyReport(0) }
      if (!isWritten) {
        const startedMs = clock()
        const result = await store.checkpoint(pending.checkpoint)
        if (result.kind === 'moved' || result.kind === 'fenced') {
          hot.drop(partition)
          return { kind: 'lost', result }
        }
        pending.report.checkpointMs = clock() - startedMs
        offset = pending.through
        forgotten = pending.checkpoint.acknowledged
        isWritten = true
      }
      if (pending.checkpoint.outbox.length > 0) await publish(pending.checkpoint.outbox)
      acknowledged += pending.checkpoint.outbox.length
      const { report } = pending
      pending = null
      isWritten = false
      return { kind: 'done', report }
    },
    settle: async () => {
      if (forgotten === acknowledged) return
      const through = acknowledged
      await store.trim(partition, claim.epoch, through)
      forgotten = through
    },
  }
}

const emptyReport = (records: number): BatchReport => ({
  records,
  read: 0,
  counted: 0,
  duplicates: 0,
  late: 0,
  rejected: {},
  alerts: [],
  checkpointMs: 0,
  unscored: 0,
})

type Scored = {
  readonly report: BatchReport
  readonly states: Iterable<readonly [string, Uint8Array]>
  readonly outbox: readonly OutboxMessage[]
}

const scoreAll = async <Item extends AnyItem, State>(
  options: LaneOptions<Item, State>,
  state: LaneState,
  records: readonly InputRecord[],
  onBegin: () => void,
): Promise<Scored> => {
  const { pass, partition, hot } = options
  const policy = options.policy()
  const report = emptyReport(records.length)
  const outbox: OutboxMessage[] = []
  const tellAlert = (alert: OpenAlert): void => {
    const record = alertRecord(alert, options.alertTokenKey)
    report.alerts.push(record)
    outbox.push({ channel: 'alerts', key: record.alertId, value: JSON.stringify(record) })
  }
  const finding = (told: SharedFinding): void => void outbox.push(findingMessage(told, options.ringLanes))
  const refuse = (record: InputRecord, reject: Reject): void => {
    report.rejected[reject.reason] = (report.rejected[reject.reason] ?? 0) + 1
    state.tally.rejected[reject.reason] = (state.tally.rejected[reject.reason] ?? 0) + 1
    const value = JSON.stringify(rejectRecord(record, reject))
    outbox.push({ channel: 'rejects', key: `${record.topic}/${record.partition}/${record.offset}`, value })
  }
  const touched: Seat<State>[] = []
  const step = pass.createStep(state, policy, { alert: tellAlert, finding })
  const warm = pass.createWarmer()
  const take = (record: InputRecord, each: Item | Refused, seat: Seat<State> | null): void => {
    report.read++
    if (isRefused(each)) return refuse(record, each.reject)
    if (seat === null) return
    seat.state ??= pass.createState()
    const outcome = step(seat.state, each, record)
    switch (outcome.kind) {
      case 'counted':
        report.counted++
        state.tally.counted++
        if (outcome.isLate) {
          report.late++
          state.tally.late++
        }
        if (!hot.touch(partition, seat)) break
        touched.push(seat)
        if (pass.isUnscored(policy, seat.state, each)) report.unscored++
        break
      case 'duplicate':
        report.duplicates++
        state.tally.duplicates++
        break
      case 'reject':
        refuse(record, outcome.reject)
        break
    }
  }
  const takeAll = async (some: readonly InputRecord[]): Promise<void> => {
    const { decoded, ends } = decodeAll(options, some)
    await options.neighbours?.ask(partition, state, timesOf(options, decoded), policy.zoneMs)
    const seated = await seatAll(options, decoded)
    onBegin()
    let at = 0
    for (const [nth, record] of some.entries()) {
      for (const end = ends[nth] ?? at; at < end; at++) {
        if (at % WARMED_AT_ONCE === 0) readAhead(seated, at, warm)
        const each = decoded[at]
        if (each !== undefined) take(record, each, seated[at] ?? null)
      }
      if (isCoverageDue(state)) outbox.push(coverageRecord(state, record, policy.version))
    }
  }
  hot.hold(partition)
  try {
    for (let first = 0; first < records.length; first += DECODED_AT_ONCE)
      await takeAll(records.slice(first, first + DECODED_AT_ONCE))
  } finally {
    hot.release(partition)
  }
  return { report, states: { [Symbol.iterator]: () => encodeAll(touched, pass, warm) }, outbox }
}

/** States that are read ahead of their steps and of their encoding: they fit the processor's nearer caches. */
const WARMED_AT_ONCE = 32

/** A large batch does not hold all of its decoded items at once: every collection would copy them. */
const DECODED_AT_ONCE = 500

/** What the records hold, one after the other, and behind which item each record ends. */
const decodeAll = <Item extends AnyItem, State>(
  { pass }: LaneOptions<Item, State>,
  records: readonly InputRecord[],
): { readonly decoded: readonly (Item | Refused)[]; readonly ends: readonly number[] } => {
  const decoded: (Item | Refused)[] = []
  const ends = records.map((record) => {
    pass.decode(record, decoded)
    return decoded.length
  })
  return { decoded, ends }
}

/** Event times of what can be scored. */
const timesOf = <Item extends AnyItem, State>(
  { pass }: LaneOptions<Item, State>,
  decoded: readonly (Item | Refused)[],
): readonly number[] => decoded.flatMap((each) => (isRefused(each) ? [] : pass.timeOf(each)))

/** The seat of every item, null for a reject. States come from the process, or in one read from the store. */
const seatAll = async <Item extends AnyItem, State>(
  { partition, store, hot, pass }: LaneOptions<Item, State>,
  decoded: readonly (Item | Refused)[],
): Promise<readonly (Seat<State> | null)[]> => {
  const missing = new Map<string, Seat<State>>()
  const seatOf = (id: string): Seat<State> => {
    const known = hot.get(partition, id) ?? missing.get(id)
    if (known !== undefined) return known
    const seat = createSeat<State>(id)
    missing.set(id, seat)
    return seat
  }
  const seated = decoded.map((each) => (isRefused(each) ? null : seatOf(pass.keyOf(each))))
  if (missing.size === 0) return seated
  const stored = await store.load(partition, [...missing.keys()])
  for (const [at, seat] of [...missing.values()].entries()) {
    const bytes = stored[at]
    if (bytes !== null && bytes !== undefined) seat.state = pass.decodeState(bytes)
    hot.put(partition, seat)
  }
  return seated
}

function* encodeAll<State>(
  touched: readonly Seat<State>[],
  { encodeState }: { readonly encodeState: (state: State) => Uint8Array },
  warm: (state: State) => void,
): Generator<readonly [string, Uint8Array]> {
  for (const [at, { id, state }] of touched.entries()) {
    if (at % WARMED_AT_ONCE === 0) readAhead(touched, at, warm)
    if (state !== null) yield [id, encodeState(state)]
  }
}

const readAhead = <State>(
  seats: readonly (Seat<State> | null)[],
  from: number,
  warm: (state: State) => void,
): void => {
  for (let at = from; at < from + WARMED_AT_ONCE; at++) {
    const state = seats[at]?.state
    if (state !== null && state !== undefined) warm(state)
  }
}

/** The last record scored, as the lane remembers it: a topic that was deleted and made again shows here. */
type Tail = { readonly offset: number; readonly digest: string }

const TAIL = 'tail'

const tailOf = (record: InputRecord): Tail => ({ offset: record.offset, digest: digestOf(record) })

const digestOf = ({ timestampMs, value }: InputRecord): string =>
  createHash('sha256')
    .update(`${timestampMs}/`)
    .update(value ?? '')
    .digest('base64url')

const readTail = (claim: LaneClaim): Tail | null => {
  const bytes = claim.fields.get(TAIL)
  return bytes === undefined ? null : (JSON.parse(bytes.toString()) as Tail)
}

const checkTail = (tail: Tail | null, records: readonly InputRecord[], offset: number | null): void => {
  if (tail === null || offset !== tail.offset + 1) return
  const again = records.find((record) => record.offset === tail.offset)
  if (again === undefined || digestOf(again) === tail.digest) return
  throw new WaywardenError(
    'kafka_topic_recreated',
    `Offset ${tail.offset} of partition ${again.partition} is not the record that was scored there: the topic was made anew. Choose another kafka.groupId and redis.keyPrefix to start on it`,
    { cause: { topic: again.topic, partition: again.partition, offset: tail.offset } },
  )
}
