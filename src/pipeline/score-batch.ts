// In: records of one partition, in order. Out: what a checkpoint writes and what is published after it. Shell around the pure
// step of either pass. Guarantee: the same records in the same order change the lane alike, however they are cut into batches.
import type { Reject, RejectReason } from '../contract/reject.ts'
import type { LaneState } from '../core/lane-state.ts'
import type { OpenAlert } from '../core/alerts/open-alert.ts'
import type { Policy } from '../core/policy.ts'
import type { SharedFinding } from '../core/ring/shared-finding.ts'
import type { OutboxMessage, StateStore } from '../state/store.ts'
import { alertRecord } from './alert-record.ts'
import { coverageRecord, isCoverageDue, isRejectDue } from './coverage.ts'
import { rejectRecord } from './decode/decode.ts'
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

/** What a lane scores with. */
export type ScoringOptions<Item extends AnyItem, State> = {
  readonly pass: Pass<Item, State>
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
}

/** What a batch leaves behind. */
export type Scored = {
  readonly report: BatchReport
  readonly states: Iterable<readonly [string, Uint8Array]>
  readonly outbox: readonly OutboxMessage[]
}

/** Scores records in order. `onBegin` is called before the lane's state changes: what fails later cannot be tried again. */
export const scoreBatch = async <Item extends AnyItem, State>(
  options: ScoringOptions<Item, State>,
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
  let isRejectUntold = false
  const refuse = (record: InputRecord, reject: Reject): void => {
    if (isRejectDue(state, record.timestampMs)) isRejectUntold = true
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
      if (isCoverageDue(state) || isRejectUntold) outbox.push(coverageRecord(state, record, policy.version))
      isRejectUntold = false
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
  { pass }: ScoringOptions<Item, State>,
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
  { pass }: ScoringOptions<Item, State>,
  decoded: readonly (Item | Refused)[],
): readonly number[] => {
  const times: number[] = []
  for (const each of decoded) if (!isRefused(each)) times.push(pass.timeOf(each))
  return times
}

/** The seat of every item, null for a reject. States come from the process, or in one read from the store. */
const seatAll = async <Item extends AnyItem, State>(
  { partition, store, hot, pass }: ScoringOptions<Item, State>,
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

export const emptyReport = (records: number): BatchReport => ({
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
