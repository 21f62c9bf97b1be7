// In: a partition. Out: its lane, claimed, and where to fetch from. Shell. Guarantee: a lane resumes exactly
// where the store says; if the topic no longer has that offset, it stops with a named fault. Fails closed.
import { setTimeout as delay } from 'node:timers/promises'

import type { Logger } from 'pino'

import { WaywardenError } from '../../contract/errors.ts'
import type { Metrics } from '../../ops/metrics.ts'
import type { StateStore } from '../../state/store.ts'
import type { Extent } from '../../transport/kafka-topics.ts'
import type { Lane } from '../lane.ts'
import { FINDINGS_ANEW } from '../last-record.ts'
import { hasBegun } from '../require-state-version.ts'
import type { Extents } from './extents.ts'
import { judgeError } from './faults.ts'

// After a change of leader the end of a partition may lag behind for a moment.
const LOOKS_AT_THE_END = 4
const LOOK_AGAIN_MS = 500

export type PlaceOptions = {
  readonly topic: string
  readonly store: Pick<StateStore, 'readFields'>
  readonly claim: (partition: number) => Promise<Lane>
  readonly extents: Extents
  readonly startFrom: 'earliest' | 'latest' | 'error'
  /** Whether any process has seen the lane with a history. If so, a lane without a history has lost it. */
  readonly hadHistory: (partition: number) => Promise<boolean>
  readonly onLostOffsets: 'stop' | 'continue'
  readonly metrics: Pick<Metrics, 'gapRecords'>
  readonly log: Logger
}

export type Placed = {
  readonly lane: Lane
  /**
   * Offset of the last record scored, if it still exists, because the lane recognises its topic by that
   * record. Else the first offset there is.
   */
  readonly fetchFrom: number
  /** Where the records end that can be read: the partition's next offset, or the first open transaction. */
  readonly end: number
}

/**
 * Returns a function that finds where a lane resumes; call it until it works. It claims the lane once, and
 * again only if the lane was lost or had no history. So left-over messages are retried by the same claimed
 * lane, which knows which of them were taken.
 * @throws a `WaywardenError` whose code says what the caller has to do (faults.ts).
 */
export function createPlacing(options: PlaceOptions, partition: number): () => Promise<Placed> {
  const { topic, metrics, log } = options
  let claimed: Lane | null = null
  /** Number of offsets that the lane skips, because they were to be scored and are gone. */
  let lost = 0
  const countLost = (): void => {
    metrics.gapRecords.inc({ topic, partition }, lost)
    log.warn({ partition, lost }, 'records lost to retention')
  }

  return async function place() {
    // Before the claim: a process that cannot reach the brokers takes no lane from one that can.
    await options.extents.recent()
    const lane = (claimed ??= await options.claim(partition))
    // Left-over alerts are published first: they must not wait for a place, which may be lost.
    const leftOver = await lane.process([], countLost)
    if (leftOver.kind !== 'done') {
      claimed = null
      throw fenced(topic, partition, leftOver)
    }
    await lane.settle()
    const { nextOffset } = lane
    if (nextOffset === null) {
      claimed = null
      await pinStart(options, lane)
      return place()
    }
    const { start, end } = await findExtent(options, partition, nextOffset)
    // Where nothing but markers was deleted, no record was.
    if (start <= (lane.behindMarkers ?? nextOffset))
      return { lane, fetchFrom: Math.max(start, nextOffset - 1), end }
    if (options.onLostOffsets === 'stop') throw offsetsLost(options, { lane, nextOffset, start })
    lost = start - nextOffset
    // Whoever reads the coverage topic has to know, even if no record follows for long. What this call leaves
    // undone, the next one finds left over.
    await lane.skipTo(topic, start, countLost)
    return place()
  }
}

/**
 * Writes down where every lane without history starts, whoever is going to own it. Only a start at the latest
 * offset cannot wait for the owner: what came before it would be skipped. A lane that may not start is left to
 * its owner, who stops it.
 */
export const pinStarts = async (options: PlaceOptions): Promise<void> => {
  if (options.startFrom !== 'latest') return
  for (const partition of (await options.extents.fresh()).keys()) {
    if (await hasBegun(options.store, partition)) continue
    try {
      const lane = await options.claim(partition)
      if (lane.nextOffset === null) await pinStart(options, lane)
    } catch (error) {
      if (judgeError(error) !== 'stop') throw error
    }
  }
}

/** A lane's start is written down before its first record, so that a restart begins at the same place. */
const pinStart = async (options: PlaceOptions, lane: Lane): Promise<void> => {
  const { topic, startFrom, hadHistory } = options
  const { partition } = lane
  if (await hadHistory(partition)) throw historyLost(topic, partition)
  if (startFrom === 'error') throw withoutHistory(topic, partition)
  const { start, end } = extentOf(await options.extents.fresh(), topic, partition)
  const result = await lane.begin(startFrom === 'earliest' ? start : end)
  if (result.kind === 'fenced') throw fenced(topic, partition, result)
}

const findExtent = async (options: PlaceOptions, partition: number, nextOffset: number): Promise<Extent> => {
  for (let look = 0; look < LOOKS_AT_THE_END; look++) {
    if (look > 1) await delay(LOOK_AGAIN_MS)
    const extents = await (look === 0 ? options.extents.recent() : options.extents.fresh())
    const extent = extentOf(extents, options.topic, partition)
    if (nextOffset <= extent.end) return extent
  }
  throw beyondEnd(options.topic, partition, nextOffset)
}

const extentOf = (extents: ReadonlyMap<number, Extent>, topic: string, partition: number): Extent => {
  const extent = extents.get(partition)
  if (extent !== undefined) return extent
  throw new WaywardenError(
    'kafka_unavailable',
    `The brokers do not know partition ${partition} of ${topic} yet`,
    {
      cause: { partition },
    },
  )
}

const fenced = (topic: string, partition: number, cause: unknown): WaywardenError =>
  new WaywardenError('lane_fenced', `Another process has meanwhile claimed lane ${partition} of ${topic}`, {
    cause,
  })

const withoutHistory = (topic: string, partition: number): WaywardenError =>
  new WaywardenError(
    'lane_without_history',
    `Lane ${partition} of ${topic} has no history in Redis, and kafka.startFrom is error. Set it to earliest or latest to start the lane, or find out why the history is gone`,
    { cause: { topic, partition } },
  )

const historyLost = (topic: string, partition: number): WaywardenError =>
  new WaywardenError(
    'lane_without_history',
    `Redis has lost the history of lane ${partition} of ${topic}, or redis.keyPrefix was changed without kafka.groupId. Restore Redis or the prefix, or choose a new kafka.groupId to begin as kafka.startFrom says`,
    { cause: { topic, partition } },
  )

const beyondEnd = (topic: string, partition: number, nextOffset: number): WaywardenError =>
  new WaywardenError(
    'kafka_offset_beyond_end',
    `Lane ${partition} of ${topic} has scored everything before offset ${nextOffset}, but the partition ends before that: the topic was recreated or has lost records. Restore the topic, or choose a new redis.keyPrefix and kafka.groupId to start on it; ${FINDINGS_ANEW}`,
    { cause: { topic, partition, offset: nextOffset } },
  )

type Lost = { readonly lane: Lane; readonly nextOffset: number; readonly start: number }

const offsetsLost = ({ topic }: PlaceOptions, { lane, nextOffset, start }: Lost): WaywardenError =>
  new WaywardenError(
    'kafka_offset_lost',
    `Lane ${lane.partition} of ${topic} should resume at offset ${nextOffset}, but the first one left is ${start}: up to ${start - nextOffset} records were deleted before they were scored. Set kafka.onLostOffsets: continue to skip them, and increase the retention of the topic`,
    { cause: { topic, partition: lane.partition, offset: nextOffset, start } },
  )
