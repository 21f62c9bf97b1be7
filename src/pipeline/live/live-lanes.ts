// In: the partitions this process is given, and their batches. Out: scored lanes. Shell around lane.ts.
// Guarantees: a lane is claimed before its first record and goes on where the store says; claims and batches of one
// partition never overlap, whatever kafkajs does; nothing is resolved before it is written and published.
// Fails closed: while Redis or the brokers do not answer, the lane waits and tries again, its partition paused: kafkajs fetches from
// no partition of a broker before the handlers of all have ended.
import { setTimeout as delay } from 'node:timers/promises'

import type { Logger } from 'pino'

import { forgetLane, type Metrics } from '../../ops/metrics.ts'
import type { FetchedBatch, Skipped, TopicConsumer } from '../../transport/kafka-consumer.ts'
import type { BatchReport } from '../batch-report.ts'
import type { HotStates } from '../hot-states.ts'
import type { InputRecord } from '../input-record.ts'
import type { BatchResult } from '../lane.ts'
import { refusals } from './faults.ts'
import { createGate } from './gate.ts'
import { keepAlive } from './keep-alive.ts'
import { createLaneRetry } from './lane-retry.ts'
import type { Placed } from './placing.ts'
import { createRejectNotice } from './reject-notice.ts'
import { reportBatch } from './report-batch.ts'
import { createSlots, NOWHERE, type Slot } from './slots.ts'

export type LiveLanesOptions = {
  readonly topic: string
  readonly consumer: Pick<TopicConsumer, 'pause' | 'moveTo' | 'heartbeatIntervalMs' | 'isMember'>
  /** Claims the lane and finds its place, try by try. */
  readonly placing: (partition: number) => () => Promise<Placed>
  /** Most records in one checkpoint. */
  readonly maxBatchRecords: number
  readonly hot: Pick<HotStates<unknown>, 'drop' | 'size' | 'bytes'>
  readonly metrics: Metrics
  readonly log: Logger
  /** What no waiting mends: the process must end. */
  readonly onFatal: (error: unknown) => void
}

/** Where a lane stands. */
export type LanePosition = LanePlace & { readonly nextOffset: number }

export type LanePlace = {
  readonly partition: number
  /** Everything before has been fetched; beyond the next offset to score by markers of transactions alone. */
  readonly fetchedTo: number
}

export type LiveLanes = {
  /** Synchronous: after it returns no batch of an earlier assignment is scored. */
  readonly assign: (partitions: readonly number[]) => void
  /** Scores a batch, or leaves it to a lane that waits; throws only what a heartbeat has thrown. */
  readonly take: (batch: FetchedBatch) => Promise<void>
  readonly skip: (skipped: Skipped) => void
  /** Claims every lane anew behind what it does, one that has stopped too: the store may have been rolled back, or restored. */
  readonly reclaim: () => void
  positions(): readonly LanePosition[]
  /** Where lanes have stopped: nothing moves there, and what waits grows. */
  stopPlaces(): readonly LanePlace[]
  /** Forgets in the store what was published, so that nobody sends it again. */
  readonly settle: () => Promise<void>
  /** Scores no further batch, and resolves when those under way are written and published. */
  release(): Promise<void>
  /** Whether the group has assigned lanes to this process, were it none. */
  readonly hasJoined: boolean
  readonly assigned: number
  readonly claimed: number
  readonly waiting: number
  readonly stopped: readonly number[]
  /** Grows with every batch that is written, and with every try where Redis or the brokers are away. */
  readonly pulse: number
}

export function createLiveLanes(options: LiveLanesOptions): LiveLanes {
  const { topic, consumer, metrics, log, hot } = options
  const gate = createGate()
  const slots = createSlots()
  const tellRejects = createRejectNotice(log)
  let hasJoined = false
  let written = 0

  const countClaimed = (): void => metrics.lanesClaimed.set({ topic }, slots.claimed)

  const laneRetry = createLaneRetry({
    ...options,
    slots,
    onStopped: (slot) => {
      consumer.pause(slot.partition)
      countClaimed()
      if (slot.fetchFrom === NOWHERE) metrics.lagRecords.remove({ topic, partition: slot.partition })
    },
  })

  const claim = (slot: Slot): Promise<void> =>
    gate.run(slot.partition, async () => {
      const placed = await laneRetry.run(slot, options.placing(slot.partition))
      if (placed === null || !slots.isCurrent(slot)) return
      laneRetry.forget(slot.partition)
      metrics.claims.inc()
      if (placed.lost > 0)
        log.warn({ partition: slot.partition, lost: placed.lost }, 'records lost to retention')
      slot.lane = placed.lane
      slot.end = placed.end
      slot.fetchFrom = placed.fetchFrom
      consumer.moveTo(slot.partition, placed.fetchFrom)
      countClaimed()
      measure(slot)
    })

  const claimAgain = (partition: number): Promise<void> => {
    consumer.pause(partition)
    const claimed = claim(slots.renew(partition))
    countClaimed()
    return claimed
  }

  const measure = (slot: Slot): void => {
    const { partition, end, fetchFrom, lane } = slot
    metrics.lagRecords.set(
      { topic, partition },
      Math.max(0, end - Math.max(fetchFrom, lane?.nextOffset ?? 0)),
    )
    metrics.hotStates.set({ topic }, hot.size)
    metrics.stateBytes.set({ topic }, hot.bytes)
  }

  const refused = ({ partition }: Slot, kind: Refusal): Refusal => {
    metrics[kind].inc()
    log.warn({ partition, refused: kind }, refusals[kind])
    return kind
  }

  /** Scores the batch, portion by portion. Says why the lane has to be claimed again; null where it need not. */
  const score = async (slot: Slot, batch: FetchedBatch, onWait: () => void): Promise<Refusal | null> => {
    const { records } = batch
    for (let at = 0; at < records.length;) {
      const { lane } = slot
      if (lane === null || !slots.isCurrent(slot)) return null
      const portion = records.slice(at, at + options.maxBatchRecords)
      const startedMs = performance.now()
      const before = lane.nextOffset ?? 0
      const onWritten = (report: BatchReport): void => {
        written++
        const moved = (lane.nextOffset ?? 0) - before
        const seconds = (performance.now() - startedMs) / 1000
        reportBatch(metrics, { topic, partition: slot.partition }, { report, moved, seconds })
        tellRejects(slot.partition, report)
      }
      const result = await laneRetry.run(slot, () => lane.process(portion, onWritten), onWait)
      if (result === null) return null
      if (result.kind === 'lost') return refused(slot, result.result.kind)
      at = firstAtOrAfter(records, lane.nextOffset ?? 0, at)
      const last = records[at - 1]
      if (last === undefined || !slots.isCurrent(slot)) return null
      slot.end = batch.end
      slot.fetchFrom = at === records.length ? batch.nextFetch : last.offset + 1
      batch.resolve(last)
      measure(slot)
    }
    return null
  }

  /** The batch is from elsewhere: kafkajs has reset itself, or fetched it before an earlier claim. */
  const astray = ({ partition, fetchFrom }: Slot, { fetchedFrom }: FetchedBatch): 'astray' => {
    log.warn(
      { partition, fetchFrom, fetchedFrom },
      'batch from an unexpected offset, claiming the lane again',
    )
    return 'astray'
  }

  /** Goes on behind a batch that the consumer's handler has not waited for. */
  const goOn = async (slot: Slot, outcome: Outcome): Promise<void> => {
    // Another owner: perhaps the group has expelled us, and we have not noticed. The consumer's next heartbeat tells.
    if (outcome === 'fenced') await delay(HEARTBEATS_TO_TELL * consumer.heartbeatIntervalMs)
    if (!slots.isCurrent(slot)) return
    if (outcome !== null) return claimAgain(slot.partition)
    slot.isLeft = false
    if (slot.lane !== null) consumer.moveTo(slot.partition, slot.fetchFrom)
  }

  const take = async (batch: FetchedBatch): Promise<void> => {
    const slot = slots.get(batch.partition)
    if (slot === undefined || !slots.isCurrent(slot) || slot.lane === null || slot.isLeft) return
    let leave = (): void => undefined
    const left = new Promise<void>((resolve) => {
      leave = () => {
        if (slots.isCurrent(slot) && !slot.isLeft) consumer.pause(slot.partition)
        slot.isLeft = true
        resolve()
      }
    })
    const work = async (): Promise<Outcome> => {
      if (slot.lane === null || !slots.isCurrent(slot)) return null
      return batch.fetchedFrom === slot.fetchFrom ? score(slot, batch, leave) : astray(slot, batch)
    }
    const run = async (): Promise<void> => {
      const outcome = await gate.run(slot.partition, work)
      if (outcome !== null) leave()
      if (slot.isLeft) void goOn(slot, outcome)
    }
    await keepAlive(Promise.race([run(), left]), batch.heartbeat, consumer.heartbeatIntervalMs)
  }

  return {
    assign: (partitions) => {
      hasJoined = true
      const before = slots.all()
      slots.clear()
      for (const partition of partitions) void claim(slots.renew(partition))
      for (const { partition } of before)
        if (slots.get(partition) === undefined) void gate.run(partition, () => forget(partition))
      countClaimed()
      log.info({ partitions: partitions.length }, 'lanes assigned')
    },
    take,
    skip: ({ partition, from, next }) => {
      const slot = slots.get(partition)
      if (slot !== undefined && slot.fetchFrom === from) slot.fetchFrom = next
    },
    reclaim: () => {
      for (const slot of slots.all()) {
        const { partition } = slot
        void gate.run(partition, idle).then(() => (slots.isCurrent(slot) ? claimAgain(partition) : undefined))
      }
    },
    positions: () =>
      slots
        .all()
        .flatMap(({ partition, lane, fetchFrom }) =>
          lane === null || lane.nextOffset === null
            ? []
            : [{ partition, nextOffset: lane.nextOffset, fetchedTo: Math.max(fetchFrom, lane.nextOffset) }],
        ),
    stopPlaces: () =>
      slots
        .all()
        .filter(({ isStopped, fetchFrom }) => isStopped && fetchFrom !== NOWHERE)
        .map(({ partition, fetchFrom }) => ({ partition, fetchedTo: fetchFrom })),
    settle: async () => {
      for (const { lane } of slots.all()) await lane?.settle()
    },
    release: async () => {
      slots.release()
      await gate.idle()
    },
    get hasJoined() {
      return hasJoined
    },
    get assigned() {
      return slots.size
    },
    get claimed() {
      return slots.claimed
    },
    get waiting() {
      return laneRetry.waiting
    },
    get stopped() {
      return slots
        .all()
        .filter(({ isStopped }) => isStopped)
        .map(({ partition }) => partition)
    },
    get pulse() {
      return written + laneRetry.failures
    },
  }

  async function forget(partition: number): Promise<void> {
    if (slots.get(partition) !== undefined) return
    hot.drop(partition)
    forgetLane(metrics, { topic, partition })
    laneRetry.forget(partition)
  }
}

/** A heartbeat may be under way, and answered before the other process came. */
const HEARTBEATS_TO_TELL = 2

const idle = async (): Promise<void> => undefined

/** Why the lane has to be claimed again after a batch; null where it need not. */
type Outcome = Refusal | 'astray' | null

type Refusal = Extract<BatchResult, { kind: 'lost' }>['result']['kind']

const firstAtOrAfter = (records: readonly InputRecord[], offset: number, from: number): number => {
  let at = from
  while (at < records.length && (records[at]?.offset ?? offset) < offset) at++
  return at
}
