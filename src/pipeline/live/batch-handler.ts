// In: a batch from kafkajs. Out: the batch is scored, or its lane goes on with it in the background. Shell
// around lane-life.ts, needed because kafkajs sends no heartbeat while a handler runs, and fetches from no
// partition of a broker until the handlers of all of them have ended. So the handler sends heartbeats. If a
// lane has to wait, the handler pauses its partition and returns.
import { setTimeout as delay } from 'node:timers/promises'

import type { FetchedBatch, TopicConsumer } from '../../transport/kafka-consumer.ts'
import type { Loss } from './lane-life.ts'
import type { Slot } from './slots.ts'

/** Two intervals, because a heartbeat under way may have been answered before the other process came. */
const HEARTBEATS_TO_TELL = 2

export type BatchHandlerOptions = {
  readonly consumer: Pick<TopicConsumer, 'pause' | 'moveTo' | 'heartbeatIntervalMs'>
  /** Scores the batch after the partition's earlier work; see `LaneLife.score`. */
  readonly score: (slot: Slot, batch: FetchedBatch, onWait: () => void) => Promise<Loss | null>
  readonly claimAgain: (partition: number) => void
}

export type BatchHandler = (slot: Slot, batch: FetchedBatch) => Promise<void>

/**
 * The handler resolves when the lane has scored the batch or has to wait. It throws
 * only what a heartbeat has thrown.
 */
export const createBatchHandler = (options: BatchHandlerOptions): BatchHandler => {
  const { consumer, score, claimAgain } = options
  const { heartbeatIntervalMs } = consumer

  /** Resumes the partition after a batch whose handler has already returned. */
  const goOn = async (slot: Slot, loss: Loss | null): Promise<void> => {
    // Another process owns the lane. The group may have expelled us unnoticed; the
    // consumer's next heartbeats tell.
    if (loss === 'fenced') await delay(HEARTBEATS_TO_TELL * heartbeatIntervalMs)
    if (!slot.isCurrent) return
    if (loss !== null) return claimAgain(slot.partition)
    slot.isOnItsOwn = false
    if (slot.lane !== null) consumer.moveTo(slot.partition, slot.fetchFrom)
  }

  const handle = async (slot: Slot, batch: FetchedBatch, onLeft: () => void): Promise<void> => {
    const leave = (): void => {
      if (slot.isCurrent && !slot.isOnItsOwn) consumer.pause(slot.partition)
      slot.isOnItsOwn = true
      onLeft()
    }
    const loss = await score(slot, batch, leave)
    if (loss !== null) leave()
    if (slot.isOnItsOwn) void goOn(slot, loss)
  }

  return async (slot, batch) => {
    if (slot.lane === null || slot.isOnItsOwn || !slot.isCurrent) return
    const handled = new Promise<void>((resolve, reject) => {
      handle(slot, batch, resolve).then(resolve, reject)
    })
    await keepAlive(handled, batch.heartbeat, heartbeatIntervalMs)
  }
}

/**
 * Awaits the work and sends heartbeats meanwhile. If a heartbeat fails, the membership may be over: this
 * throws at once, and the work ends by itself.
 */
export async function keepAlive<T>(
  work: Promise<T>,
  heartbeat: () => Promise<void>,
  intervalMs: number,
): Promise<T> {
  const ending = new AbortController()
  const beat = async (): Promise<never> => {
    for (;;) {
      await delay(intervalMs, undefined, { signal: ending.signal })
      await heartbeat()
    }
  }
  try {
    return await Promise.race([work, beat()])
  } finally {
    ending.abort()
  }
}
