// In: the partitions assigned to this process, and their batches. Out: scored lanes. Shell: knows which lanes
// there are. The life of one lane is in lane-life.ts, and what kafkajs demands is in batch-handler.ts.
// Guarantee: claims and batches of one partition never overlap, whatever kafkajs does.
import { forgetLane } from '../../ops/metrics.ts'
import type { FetchedBatch, Skipped, TopicConsumer } from '../../transport/kafka-consumer.ts'
import type { HotStates } from '../hot-states.ts'
import type { Lane } from '../lane.ts'
import { createBatchHandler } from './batch-handler.ts'
import { createGate } from './gate.ts'
import { createLaneLife, type LaneLifeOptions } from './lane-life.ts'
import { createRest } from './rest.ts'
import { createSlots, NOWHERE, type Slot } from './slots.ts'

export type LiveLanesOptions = Omit<LaneLifeOptions, 'onChange'> & {
  readonly consumer: Pick<TopicConsumer, 'heartbeatIntervalMs'>
  readonly hot: Pick<HotStates<unknown>, 'drop'>
}

/** How far a lane has been scored and fetched. */
export type LanePlace = Pick<Slot, 'partition' | 'fetchedTo'> & {
  /** null: the lane has stopped, so that its lag grows. */
  readonly nextOffset: number | null
}

export type LiveLanes = {
  /** Synchronous: after it returns no batch of an earlier assignment is scored. */
  readonly assign: (partitions: readonly number[]) => void
  /**
   * Scores a batch, or leaves it to its lane if that has to wait. Throws only what a heartbeat has thrown.
   */
  readonly take: (batch: FetchedBatch) => Promise<void>
  readonly skip: (skipped: Skipped) => void
  /**
   * Claims every lane again after its current work, stopped lanes too: the store may
   * have been rolled back or restored.
   */
  readonly reclaim: () => void
  /**
   * Returns a function that tells whether the partition has stayed ours since this
   * call. After a break another owner may have published.
   */
  readonly ownershipOf: (partition: number) => () => boolean
  /** Places of the lanes that have been claimed, stopped ones too. */
  places(): readonly LanePlace[]
  /** Removes published messages from the outboxes in the store, so that nobody sends them again. */
  readonly settle: () => Promise<void>
  /** Claims again the lanes that the store has forgotten. Throws if it does not answer for some lane. */
  askStore(): Promise<void>
  /** Publishes how far the lanes are that have been at rest for a minute, each once. `nowMs` is of a monotonic clock. */
  tellAtRest(nowMs: number): Promise<void>
  /** Scores no further batch, and resolves when those under way are written and published. */
  release(): Promise<void>
  /** Whether the group has made an assignment to this process, even one without lanes. */
  readonly hasJoined: boolean
  readonly assigned: number
  readonly claimed: number
  readonly waiting: number
  readonly stopped: readonly number[]
  /** Grows with every portion that is written, and with every failed try while the group answers. */
  readonly pulse: number
}

export function createLiveLanes(options: LiveLanesOptions): LiveLanes {
  const { topic, consumer, metrics, log, hot } = options
  const gate = createGate()
  const hasRested = createRest()
  const slots = createSlots()
  const countClaimed = (): void => metrics.lanesClaimed.set({ topic }, slots.claimed)
  const life = createLaneLife({ ...options, onChange: countClaimed })
  let hasJoined = false

  const claim = (partition: number): void => {
    const slot = slots.renew(partition)
    void gate.run(partition, () => life.claim(slot))
  }

  const claimAgain = (partition: number): void => {
    consumer.pause(partition)
    claim(partition)
    countClaimed()
  }

  const reclaim = (slot: Slot): void =>
    void gate.run(slot.partition, async () => {
      if (slot.isCurrent) claimAgain(slot.partition)
    })

  const handle = createBatchHandler({
    consumer,
    score: (slot, batch, onWait) => gate.run(slot.partition, () => life.score(slot, batch, onWait)),
    claimAgain,
  })

  const forget = async (partition: number): Promise<void> => {
    if (slots.get(partition) !== undefined) return
    hot.drop(partition)
    forgetLane(metrics, { topic, partition })
    life.forget(partition)
  }

  /**
   * Tries all lanes before it throws: if one member of a Redis cluster is away, lanes
   * on the others need not wait for it.
   */
  const ofEach = async (act: (lane: Lane, slot: Slot) => Promise<void>): Promise<void> => {
    const acts = slots.all().flatMap((slot) => (slot.lane === null ? [] : [act(slot.lane, slot)]))
    const done = await Promise.allSettled(acts)
    for (const each of done) if (each.status === 'rejected') throw each.reason
  }

  /** Usually it has forgotten all of them: one line says so, and which. */
  const claimForgotten = (forgotten: readonly Slot[]): void => {
    if (forgotten.length === 0) return
    const partitions = forgotten.map(({ partition }) => partition).toSorted((a, b) => a - b)
    log.warn({ partitions }, 'Redis has forgotten lanes, claiming them again')
    forgotten.forEach(reclaim)
  }

  return {
    assign: (partitions) => {
      hasJoined = true
      const before = slots.all()
      slots.clear()
      partitions.forEach(claim)
      for (const { partition } of before)
        if (slots.get(partition) === undefined) void gate.run(partition, () => forget(partition))
      countClaimed()
      log.info({ partitions: partitions.length }, 'lanes assigned')
    },
    take: async (batch) => {
      const slot = slots.get(batch.partition)
      if (slot !== undefined) await handle(slot, batch)
    },
    skip: ({ partition, from, next }) => {
      const slot = slots.get(partition)
      if (slot !== undefined && slot.fetchFrom === from) slot.fetchFrom = next
    },
    reclaim: () => slots.all().forEach(reclaim),
    ownershipOf: (partition) => {
      const slot = slots.get(partition)
      return () => slot?.isOurs === true
    },
    places: () =>
      slots
        .all()
        .filter(({ fetchedTo }) => fetchedTo !== NOWHERE)
        .map(({ partition, fetchedTo, lane }) => ({
          partition,
          fetchedTo,
          nextOffset: lane?.nextOffset ?? null,
        })),
    settle: () => ofEach((lane) => lane.settle()),
    askStore: async () => {
      const forgotten: Slot[] = []
      try {
        await ofEach(async (lane, slot) => {
          if (!(await lane.isKnown())) forgotten.push(slot)
        })
      } finally {
        claimForgotten(forgotten)
      }
    },
    tellAtRest: (nowMs) =>
      ofEach(async (lane, { partition }) => {
        // Behind a batch that waits it would wait too, and with it the watchdog.
        if (hasRested(lane, nowMs) && gate.isIdle(partition))
          await gate.run(partition, () => lane.tell(topic))
      }),
    release: async () => {
      slots.release()
      // Otherwise kafkajs would fetch without a pause what nobody takes any more.
      for (const { partition } of slots.all()) consumer.pause(partition)
      await gate.idle()
    },
    get hasJoined() {
      return hasJoined
    },
    get assigned() {
      return slots.all().length
    },
    get claimed() {
      return slots.claimed
    },
    get waiting() {
      return life.waiting
    },
    get stopped() {
      return slots
        .all()
        .filter(({ isStopped }) => isStopped)
        .map(({ partition }) => partition)
        .toSorted((a, b) => a - b)
    },
    get pulse() {
      return life.pulse
    },
  }
}
