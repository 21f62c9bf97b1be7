// In: records of one partition, in order. Out: what a checkpoint writes and what is published after it. Shell
// around the pure step of either pass. Guarantee: the same records in the same order change the lane in the
// same way, however they are cut into batches.
import { setImmediate as giveWay } from 'node:timers/promises'

import { WaywardenError } from '../contract/errors.ts'
import type { LaneState } from '../core/lane-state.ts'
import type { Policy } from '../core/policy.ts'
import type { OutboxMessage, StoredState } from '../state/store.ts'
import type { InputRecord } from '../transport/input-record.ts'
import { portions } from '../transport/portions.ts'
import { createBatchOutbox, type BatchOutbox } from './batch-outbox.ts'
import { emptyReport, type BatchReport } from './batch-report.ts'
import { encodeAll, loadAll, warmAhead, type LoadingOptions } from './batch-states.ts'
import type { HotState } from './hot-states.ts'
import { isRefused, type AnyItem, type Pass, type Refused } from './pass.ts'
import type { AskOthers } from './snapshot-reader.ts'

/** What a lane scores with. */
export type ScoringOptions<Item extends AnyItem, State> = LoadingOptions<Item, State> & {
  /** Read once a batch: a new policy takes effect between two batches. */
  readonly policy: () => Policy
  readonly alertTokenKey: Uint8Array
  /** null: the lane is the only one. */
  readonly askOthers: AskOthers | null
  /** How many lanes the second pass has: the partitions of the findings topic. */
  readonly ringLanes: number
}

/** What a scored batch hands on to the checkpoint. */
export type Scored = {
  /** The last of the records that were scored. */
  readonly last: InputRecord
  readonly report: BatchReport
  readonly states: Iterable<StoredState>
  readonly outbox: readonly OutboxMessage[]
}

/**
 * Scores records in order, up to the first one that begins a day of work which other lanes must reach before.
 * `onBegin` is called before the lane's state changes: after a later failure the batch cannot be scored again
 * on this state.
 * @throws WaywardenError `lane_ahead` if the first record begins such a day; nothing has changed then.
 */
export const scoreBatch = async <Item extends AnyItem, State>(
  options: ScoringOptions<Item, State>,
  state: LaneState,
  records: readonly InputRecord[],
  onBegin: () => void,
): Promise<Scored> => {
  const { pass, partition, hot } = options
  const policy = options.policy()
  const report = emptyReport()
  const outbox = createBatchOutbox(options, { policy, state, report })
  const touched: HotState<State>[] = []
  const warm = pass.createWarmer()
  const take = createTaker(options, { policy, state, report, outbox, touched })
  /** Returns whether all could be taken. */
  const takeAll = async (some: readonly InputRecord[]): Promise<boolean> => {
    const { decoded, ends } = decodeAll(options, some)
    const ready =
      (await options.askOthers?.(partition, state, timesOf(pass, decoded), policy.zoneMs)) ?? decoded.length
    const taken = ready === decoded.length ? some : some.slice(0, ends.filter((end) => end <= ready).length)
    if (taken.length === 0) return false
    const entries = await loadAll(options, decoded)
    onBegin()
    let at = 0
    for (const [nth, record] of taken.entries()) {
      report.records++
      if (record.isUnkeyed === true) report.unkeyed++
      for (const end = ends[nth] ?? at; at < end; at++) {
        warmAhead(entries, at, warm)
        const each = decoded[at]
        if (each !== undefined) take(record, each, entries[at] ?? null)
      }
      outbox.endOf(record)
    }
    return taken.length === some.length
  }
  hot.hold(partition)
  try {
    for (const some of portions(records, DECODED_AT_ONCE, weightOf)) {
      // If all states are in memory, nothing here waits for I/O. Without a pause,
      // heartbeats and health checks would stop for seconds.
      if (some[0] !== records[0]) await giveWay()
      if (!(await takeAll(some))) break
    }
  } finally {
    hot.release(partition)
  }
  const last = records[report.records - 1]
  if (last === undefined) throw laneAhead(partition)
  return {
    last,
    report,
    states: { [Symbol.iterator]: () => encodeAll(touched, { pass, policy, warm }) },
    outbox: outbox.messages,
  }
}

/** What the items of one batch change. `touched`: entries whose states a checkpoint has to write. */
type Changes<State> = {
  readonly policy: Policy
  readonly state: LaneState
  readonly report: BatchReport
  readonly outbox: BatchOutbox
  readonly touched: HotState<State>[]
}

/**
 * Makes the function that scores one item after the other, each with its hot-state
 * entry; the entry of a reject is null.
 */
const createTaker = <Item extends AnyItem, State>(
  { pass, partition, hot }: ScoringOptions<Item, State>,
  { policy, state, report, outbox, touched }: Changes<State>,
) => {
  const step = pass.createStep(state, policy, outbox)
  return (record: InputRecord, item: Item | Refused, entry: HotState<State> | null): void => {
    report.read++
    if (isRefused(item)) return outbox.refuse(record, item.reject)
    if (entry === null) return
    if (entry.state === null || pass.isForgotten(policy, entry.state, item)) entry.state = pass.createState()
    const outcome = step(entry.state, item, record)
    switch (outcome.kind) {
      case 'counted':
        report.counted++
        state.tally.counted++
        if (outcome.isLate) {
          report.late++
          state.tally.late++
        }
        if (!hot.touch(partition, entry)) break
        touched.push(entry)
        if (pass.isUnscored(policy, entry.state, item)) report.unscored++
        break
      case 'duplicate':
        report.duplicates++
        state.tally.duplicates++
        break
      case 'reject':
        outbox.refuse(record, outcome.reject)
        break
    }
  }
}

/**
 * A large batch is decoded in portions of this weight. Otherwise every garbage collection would copy all of
 * its items, and a few hundred events of thousands of waybills would fill the memory.
 */
const DECODED_AT_ONCE = 500
/** Bytes per unit of weight: a longer record counts as several. Most look-ups have about 400 bytes. */
const USUAL_BYTES = 8 * 1024
const weightOf = ({ value }: InputRecord): number =>
  Math.max(1, Math.ceil((value?.length ?? 0) / USUAL_BYTES))

/** The items of all records in order, and for each record the index in `decoded` at which its items end. */
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

/** Event time of each item; null for a reject. */
const timesOf = <Item extends AnyItem>(
  pass: Pick<Pass<Item, never>, 'timeOf'>,
  decoded: readonly (Item | Refused)[],
): readonly (number | null)[] => decoded.map((each) => (isRefused(each) ? null : pass.timeOf(each)))

const laneAhead = (partition: number): WaywardenError =>
  new WaywardenError(
    'lane_ahead',
    `Partition ${partition} is a day ahead of others of its topic, and waits for them, so that the baselines of its accounts do not depend on timing`,
    { cause: null },
  )
