// In: a slot, and the batches of its partition. Out: a claimed and scored lane. Shell around lane.ts: the
// life of a lane from one claim to the next. Guarantees: a lane is claimed before its first record and
// resumes where the store says; no record is resolved before it is written and its messages are published.
// Fails closed: while Redis or the brokers do not answer, the lane waits and tries again.
import type { Logger } from 'pino'

import type { ErrorCode } from '../../contract/errors.ts'
import { beginLane, type Metrics } from '../../ops/metrics.ts'
import type { FetchedBatch, TopicConsumer } from '../../transport/kafka-consumer.ts'
import { portions } from '../../transport/portions.ts'
import type { BatchReport } from '../batch-report.ts'
import type { HotStates } from '../hot-states.ts'
import type { BatchResult, Lane } from '../lane.ts'
import { codeOf } from './faults.ts'
import { createLaneRetry } from './lane-retry.ts'
import type { Placed } from './placing.ts'
import { createRejectNotice } from './reject-notice.ts'
import { reportBatch } from './report-batch.ts'
import { NOWHERE, type Slot } from './slots.ts'
import { createThrottledLog } from './throttled-log.ts'
import { createUnkeyedNotice } from './unkeyed-notice.ts'

export type LaneLifeOptions = {
  readonly topic: string
  readonly consumer: Pick<TopicConsumer, 'pause' | 'moveTo' | 'isMember'>
  /** Makes a function that claims the lane and finds where it resumes; it is called until it works. */
  readonly placing: (partition: number) => () => Promise<Placed>
  /** Most records in one checkpoint. */
  readonly maxBatchRecords: number
  readonly hot: Pick<HotStates<unknown>, 'size' | 'bytes'>
  readonly metrics: Metrics
  readonly log: Logger
  /** A lane was claimed, or has stopped. */
  readonly onChange: () => void
  /** Called with an error that waiting cannot fix, once for each fault: the process must end. */
  readonly onFatal: (error: unknown) => void
}

/** Why a lane has to be claimed again: the store refused it, or a batch began at an unexpected offset. */
export type Loss = Refusal['kind'] | 'astray'

type Refusal = Exclude<BatchResult, { kind: 'done' }>

export type LaneLife = {
  /** Claims the lane, and moves the consumer to the offset where it resumes. */
  claim(slot: Slot): Promise<void>
  /**
   * Scores the batch, portion by portion. Returns why the lane has to be claimed again, or null if it need
   * not. `onWait` is called after each failed try that is going to be repeated.
   */
  score(slot: Slot, batch: FetchedBatch, onWait: () => void): Promise<Loss | null>
  /** The partition now belongs to another process. If it comes back, its fault is logged again. */
  forget(partition: number): void
  /** Number of lanes that wait for Redis or the brokers. */
  readonly waiting: number
  /** Grows with every portion that is written, and with every failed try while the group answers. */
  readonly pulse: number
}

export const createLaneLife = (options: LaneLifeOptions): LaneLife => {
  const { topic, consumer, maxBatchRecords, hot, metrics, log, onChange } = options
  const notices = [createRejectNotice(log), createUnkeyedNotice(log)]
  const throttled = createThrottledLog(log)
  /** [partition] the fault that was logged last */
  const faults = new Map<number, string>()
  /** Faults that the process ends at, and that were handed over. */
  const fatal = new Set<ErrorCode>()
  let written = 0

  /** From now on the lane scores nothing, and its partition is not fetched. */
  const halt = (slot: Slot): void => {
    const { partition } = slot
    slot.fetchFrom = slot.fetchedTo
    slot.lane = null
    slot.isStopped = true
    consumer.pause(partition)
    onChange()
    if (slot.fetchFrom === NOWHERE) metrics.lagRecords.remove({ topic, partition })
  }

  const stop = (slot: Slot, error: unknown): void => {
    const { partition } = slot
    const code = codeOf(error)
    halt(slot)
    if (faults.get(partition) === code) return
    faults.set(partition, code)
    metrics.laneFaults.inc({ code })
    log.error({ err: error, code, partition }, 'lane stopped, needs an operator')
  }

  const retry = createLaneRetry({
    ...options,
    onStop: stop,
    onFatal: (slot, error) => {
      if (slot.isCurrent) halt(slot)
      const code = codeOf(error)
      // Usually all lanes meet with the same fault at once. What is internal has no name: each may be another.
      if (code !== 'internal' && fatal.has(code)) return
      fatal.add(code)
      options.onFatal(error)
    },
  })

  const measureHot = (): void => {
    metrics.hotStates.set({ topic }, hot.size)
    metrics.stateBytes.set({ topic }, hot.bytes)
  }

  /** Makes the callback that reports a portion to metrics and log once the store has it. */
  const reporter = ({ partition }: Slot, lane: Lane): ((report: BatchReport) => void) => {
    const startedMs = performance.now()
    const before = lane.nextOffset ?? 0
    return (report) => {
      written++
      const moved = (lane.nextOffset ?? 0) - before
      const seconds = (performance.now() - startedMs) / 1000
      reportBatch(metrics, { topic, partition }, { report, moved, seconds })
      for (const notice of notices) notice(partition, report)
    }
  }

  const refused = (lane: Lane, result: Refusal): Refusal['kind'] => {
    const { kind } = result
    metrics[kind].inc()
    log.warn({ partition: lane.partition, refused: kind, ...difference(lane, result) }, REFUSALS[kind])
    return kind
  }

  /**
   * The batch began at an unexpected offset: kafkajs has reset its position, or fetched
   * the batch before the latest claim. On a compacted topic it does so again and again.
   */
  const astray = ({ partition, fetchFrom }: Slot, { fetchedFrom }: FetchedBatch): 'astray' => {
    throttled.tell(`lane_astray ${partition}`, 'batch from an unexpected offset, claiming the lane again', {
      partition,
      code: 'lane_astray',
      fetchFrom,
      fetchedFrom,
    })
    return 'astray'
  }

  return {
    claim: async (slot) => {
      const { partition } = slot
      const placed = await retry.run(slot, options.placing(partition))
      if (placed === null || !slot.isCurrent) return
      if (faults.delete(partition)) log.info({ partition }, 'stopped lane works again')
      metrics.claims.inc()
      beginLane(metrics, { topic, partition })
      // The outbox is empty by now: finding the place has published what was left over.
      metrics.outboxMessages.set({ topic, partition }, 0)
      slot.lane = placed.lane
      slot.fetchFrom = placed.fetchFrom
      consumer.moveTo(partition, placed.fetchFrom)
      onChange()
      metrics.lagRecords.set({ topic, partition }, placed.end - slot.fetchedTo)
      measureHot()
    },
    score: async (slot, batch, onWait) => {
      const { lane } = slot
      if (lane === null || !slot.isCurrent) return null
      if (batch.fetchedFrom !== slot.fetchFrom) return astray(slot, batch)
      for (const portion of portions(batch.records, maxBatchRecords, () => 1)) {
        const last = portion.at(-1)
        if (last === undefined) return null
        do {
          const onWritten = reporter(slot, lane)
          const result = await retry.run(slot, () => lane.process(portion, onWritten), onWait)
          if (result === null) return null
          if (result.kind !== 'done') return refused(lane, result)
          if (!slot.isCurrent) return null
        } while ((lane.nextOffset ?? 0) <= last.offset)
        slot.fetchFrom = last === batch.records.at(-1) ? batch.nextFetch : last.offset + 1
        batch.resolve(last)
        measureHot()
      }
      return null
    },
    forget: (partition) => {
      faults.delete(partition)
      measureHot()
    },
    get waiting() {
      return retry.waiting
    },
    get pulse() {
      return written + retry.failures
    },
  }
}

/** For the log: why the lane is claimed again. */
const REFUSALS: Readonly<Record<Refusal['kind'], string>> = {
  moved: 'Redis has another offset for the lane',
  torn: 'reading states failed midway through a batch, which is scored again from Redis',
  fenced:
    'another process has claimed the lane; if this keeps happening, two consumer groups share one redis.keyPrefix',
}

/** For the log: what the store has, and what the lane expected. */
const difference = (lane: Lane, result: Refusal) => {
  if (result.kind === 'torn') return {}
  if (result.kind === 'fenced') return { stored: result.epoch, expected: lane.epoch }
  return { stored: result.offset, expected: lane.nextOffset }
}
