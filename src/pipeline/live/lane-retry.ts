// In: work of a lane that needs Redis or the brokers. Out: its result, however long they are away. Shell.
// Fails closed: an error that waiting cannot fix stops the lane or the process. While the group does not
// answer, nothing is tried: it may have given the lane to another process.
import { setTimeout as delay } from 'node:timers/promises'

import type { Logger } from 'pino'

import { WaywardenError } from '../../contract/errors.ts'
import type { Metrics } from '../../ops/metrics.ts'
import type { TopicConsumer } from '../../transport/kafka-consumer.ts'
import { codeOf, judgeError } from './faults.ts'
import type { Slot } from './slots.ts'
import { createThrottledLog } from './throttled-log.ts'
import { createWaiting } from './waiting.ts'

const FIRST_PAUSE_MS = 50
const LONGEST_PAUSE_MS = 1_000

export type LaneRetryOptions = {
  readonly consumer: Pick<TopicConsumer, 'isMember'>
  readonly metrics: Metrics
  readonly log: Logger
  /** The lane has to stop until a person has looked. */
  readonly onStop: (slot: Slot, error: unknown) => void
  /** Called with an error that waiting cannot fix: the process must end. */
  readonly onFatal: (slot: Slot, error: unknown) => void
}

export type LaneRetry = {
  /**
   * Repeats the work until it succeeds; null if the lane is no longer ours or has stopped. `onWait` is called
   * after each failed try that is going to be repeated.
   */
  run<T>(slot: Slot, work: () => Promise<T>, onWait?: () => void): Promise<T | null>
  /** Number of lanes that wait for Redis or the brokers. */
  readonly waiting: number
  /** How many tries have failed while the group answered. */
  readonly failures: number
}

export const createLaneRetry = ({ consumer, metrics, log, onStop, onFatal }: LaneRetryOptions): LaneRetry => {
  const waiting = createWaiting(log, createThrottledLog(log))
  // Apart from that of `waiting`, which forgets what it has said when the last lane resumes.
  const throttled = createThrottledLog(log)
  let failed = 0

  /** If the partition was claimed anew meanwhile, the new claim decides when the wait is over. */
  const leave = (slot: Slot): void => {
    if (!slot.isReplaced) waiting.forget(slot.partition)
  }

  const sayThatAhead = ({ partition }: Slot): void =>
    throttled.inform(`lane_ahead ${partition}`, 'lane waits for others that are a day behind', {
      partition,
      code: 'lane_ahead',
    })

  return {
    run: async (slot, work, onWait) => {
      for (let tries = 0; slot.isCurrent; tries++) {
        try {
          if (!consumer.isMember) throw unheard()
          const result = await work()
          if (slot.isCurrent) waiting.end(slot.partition)
          else leave(slot)
          return result
        } catch (error) {
          const verdict = judgeError(error)
          if (verdict === 'stop' && slot.isCurrent) onStop(slot, error)
          if (verdict === 'end') onFatal(slot, error)
          // Nor does a lane wait that is not ours any more: its next claim, or the release, waits for this work.
          if (verdict !== 'wait' || !slot.isCurrent) break
          if (consumer.isMember) failed++
          // A lane that waits for other lanes is as healthy as they are.
          if (codeOf(error) === 'lane_ahead') {
            waiting.end(slot.partition)
            sayThatAhead(slot)
          } else waiting.begin(slot.partition, error)
          onWait?.()
          if (codeOf(error) === 'redis_unavailable') metrics.redisRetries.inc()
          await delay(Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS))
        }
      }
      leave(slot)
      return null
    },
    get waiting() {
      return waiting.lanes
    },
    get failures() {
      return failed
    },
  }
}

/** Why a lane neither works nor publishes while the group does not answer. */
export const unheard = (): WaywardenError =>
  new WaywardenError(
    'kafka_unavailable',
    'The group has not answered for as long as it waits for a member, or the consumer has crashed: the lanes may belong to another process by now. They wait until the group answers; if this persists, check the brokers and the network',
    { cause: null },
  )
