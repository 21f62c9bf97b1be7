import type { Logger } from 'pino'

import { WaywardenError } from '../../contract/errors.ts'
import type { Metrics } from '../../ops/metrics.ts'
import type { TopicConsumer } from '../../transport/kafka-consumer.ts'
import type { Extent } from '../../transport/kafka-topics.ts'
import type { Extents } from './extents.ts'
import { judgeError } from './faults.ts'
import type { LanePlace, LiveLanes } from './live-lanes.ts'
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
  /** Hears at each look whether the store has answered for every lane. */
  readonly onStore: (isThere: boolean) => void
  readonly onFatal: (error: unknown) => void
  readonly signal: AbortSignal
}

/**
 * Looks after the lanes until the signal: measures lag, exits where nothing moves, tells the group's offsets to lag
 * tools, has the store forget what was published, and asks whether it is there, though no record comes. Fails open: a look that fails is made again at the next turn.
 */
export async function lookAfter(options: LookOptions): Promise<void> {
  const { commitEveryMs, longestPauseMs = LONGEST_PAUSE_MS } = options
  const watchdog = createWatchdog(options.stalledAfterMs)
  const throttled = createThrottledLog(options.log)
  // However seldom offsets are committed, a lane that stands still is to be seen in time.
  const looks = Math.ceil(commitEveryMs / longestPauseMs)
  let uncommitted = 0
  while (!options.signal.aborted) {
    await pause(commitEveryMs / looks, options.signal)
    try {
      const lag = measureLag(options, await options.extents.fresh())
      if (watchdog.isStalled({ lag, pulse: options.lanes.pulse, nowMs: performance.now() }))
        throw stalled(lag, options.stalledAfterMs)
      // Where Redis is away for some lanes, lag tools still hear of all.
      const [settled, asked] = await Promise.allSettled([options.lanes.settle(), options.lanes.askStore()])
      options.onStore(asked.status === 'fulfilled')
      if (++uncommitted >= looks) {
        await options.consumer.commit(nextOffsets(options.lanes))
        uncommitted = 0
      }
      if (asked.status === 'rejected') throw asked.reason
      if (settled.status === 'rejected') throw settled.reason
    } catch (err) {
      if (!(err instanceof WaywardenError)) options.log.debug({ err }, 'lanes not looked after')
      else if (judgeError(err) === 'end') options.onFatal(err)
      else throttled.warn(err, 'lanes not looked after')
    }
  }
}

/** By partition, as Kafka's group offsets mean it: the next to read. */
export const nextOffsets = (lanes: LiveLanes): ReadonlyMap<number, number> =>
  new Map(lanes.positions().map(({ partition, nextOffset }) => [partition, nextOffset]))

/** Of the lanes that are to move; what waits in the others is measured too. */
const measureLag = ({ topic, lanes, metrics }: LookOptions, extents: ReadonlyMap<number, Extent>): number => {
  const lagOf = ({ partition, fetchedTo }: LanePlace): number => {
    const lag = Math.max(0, (extents.get(partition)?.end ?? 0) - fetchedTo)
    metrics.lagRecords.set({ topic, partition }, lag)
    return lag
  }
  for (const place of lanes.stopPlaces()) lagOf(place)
  return lanes.positions().reduce((sum, place) => sum + lagOf(place), 0)
}

const stalled = (lag: number, afterMs: number): WaywardenError =>
  new WaywardenError(
    'lane_stalled',
    `${lag} records are waiting and none was scored for ${afterMs / 1000} s, although the brokers answer. Start waywarden again`,
    { cause: { lag } },
  )
