import type { Logger } from 'pino'

import { WaywardenError } from '../../contract/errors.ts'
import type { Metrics } from '../../ops/metrics.ts'
import type { TopicConsumer } from '../../transport/kafka-consumer.ts'
import type { Extent } from '../../transport/kafka-topics.ts'
import type { Extents } from './extents.ts'
import { judgeError } from './faults.ts'
import type { LiveLanes } from './live-lanes.ts'
import { createThrottledLog } from './throttled-log.ts'
import { pause } from './until-answered.ts'
import { createWatchdog } from './watchdog.ts'

const LONGEST_PAUSE_MS = 5_000

export type LookOptions = {
  readonly topic: string
  readonly lanes: LiveLanes
  readonly extents: Pick<Extents, 'fresh'>
  readonly consumer: Pick<TopicConsumer, 'commit'>
  readonly commitEveryMs: number
  readonly stalledAfterMs: number
  readonly longestPauseMs?: number
  readonly metrics: Metrics
  readonly log: Logger
  /** Called at each look with whether the store has answered for every lane. */
  readonly onStore: (isThere: boolean) => void
  readonly onFatal: (error: unknown) => void
  readonly signal: AbortSignal
}

/**
 * Looks after the lanes until the signal. Each look measures lag, ends the process if
 * nothing moves, and removes published messages from the store. It also asks whether
 * the store answers, even if no record comes, and has lanes at rest tell how far they are.
 * Now and then it commits the group's offsets, for lag tools. Fails open: a failed look is
 * repeated at the next turn.
 */
export async function lookAfter(options: LookOptions): Promise<void> {
  const { commitEveryMs, longestPauseMs = LONGEST_PAUSE_MS } = options
  const watchdog = createWatchdog(options.stalledAfterMs)
  const throttled = createThrottledLog(options.log)
  // Looks per commit. However rarely offsets are committed, a stalled lane is to be noticed in time.
  const looks = Math.ceil(commitEveryMs / longestPauseMs)
  let uncommitted = 0
  for (;;) {
    await pause(commitEveryMs / looks, options.signal)
    if (options.signal.aborted) return
    try {
      const lag = measureLag(options, await options.extents.fresh())
      if (watchdog.isStalled({ lag, pulse: options.lanes.pulse, nowMs: performance.now() }))
        throw stalled(lag, options.stalledAfterMs)
      // If Redis is away for some lanes, the offsets of all are still committed for lag tools.
      const [settled, asked] = await Promise.allSettled([options.lanes.settle(), options.lanes.askStore()])
      options.onStore(asked.status === 'fulfilled')
      if (++uncommitted >= looks) {
        await options.consumer.commit(nextOffsets(options.lanes))
        uncommitted = 0
      }
      if (asked.status === 'rejected') throw asked.reason
      if (settled.status === 'rejected') throw settled.reason
      await options.lanes.tellAtRest(performance.now())
    } catch (err) {
      if (!(err instanceof WaywardenError))
        options.log.debug({ err }, 'check of the lanes failed, and is repeated')
      else if (judgeError(err) === 'end') options.onFatal(err)
      else throttled.warn(err, 'check of the lanes failed, and is repeated')
    }
  }
}

/** By partition, the next offset to read, which is what Kafka's group offsets mean. */
export const nextOffsets = (lanes: LiveLanes): ReadonlyMap<number, number> =>
  new Map(
    lanes
      .places()
      .flatMap(({ partition, nextOffset }) =>
        nextOffset === null ? [] : [[partition, nextOffset] as const],
      ),
  )

/**
 * The total lag of the lanes that should move, in records. The lag of stopped lanes goes to the metrics only.
 */
const measureLag = ({ topic, lanes, metrics }: LookOptions, extents: ReadonlyMap<number, Extent>): number => {
  let sum = 0
  for (const { partition, fetchedTo, nextOffset } of lanes.places()) {
    const lag = Math.max(0, (extents.get(partition)?.end ?? 0) - fetchedTo)
    metrics.lagRecords.set({ topic, partition }, lag)
    if (nextOffset !== null) sum += lag
  }
  return sum
}

const stalled = (lag: number, afterMs: number): WaywardenError =>
  new WaywardenError(
    'lane_stalled',
    `${lag} records are waiting and none was scored for ${afterMs / 1000} s, although the brokers answer. Start waywarden again. That does not help where the topic is compacted: its cleanup.policy must be delete`,
    { cause: { lag } },
  )
