import { expect, it } from 'vitest'

import { detectors } from '../../../detectors/index.ts'
import type { CoverageRecord } from '../../../src/contract/coverage.ts'
import { createLogger } from '../../../src/ops/log.ts'
import { loadSettings } from '../../../src/ops/settings.ts'
import { createDecoder } from '../../../src/pipeline/decode/decode.ts'
import { openLanes } from '../../../src/pipeline/live/open-lanes.ts'
import { createQueryPass } from '../../../src/pipeline/query-pass.ts'
import type { OutboxMessage, StateStore } from '../../../src/state/store.ts'
import type { Extent } from '../../../src/transport/kafka-topics.ts'
import { defaultPolicy } from '../../ops/default-policy.ts'
import { batchOf, createLiveFixture, extentsOf, record } from '../live-fixture.ts'

it('publish nothing of a claim before, where a reply of Redis comes only when the lane is ours again', async () => {
  const reply = openReply()
  const { lanes, rival, published } = given(checkpointing(reply))
  lanes.assign([0])
  await expect.poll(() => lanes.claimed).toBe(1)
  const taken = lanes.take(batchOf(0, 600)) // of ten minutes, so that there is a coverage record
  await expect.poll(reply.isAwaited).toBe(true)
  lanes.assign([])
  await rival(600, 1_200)
  lanes.assign([0])
  reply.come()
  await taken
  await expect.poll(() => lanes.places()[0]?.nextOffset).toBe(1_200)
  expect(throughOffsets(published)).toEqual([301, 601, 901])
})

it('publish nothing that was left over, where the reply to the claim comes only when the lane is ours again', async () => {
  const reply = openReply()
  let isFirst = true
  const { lanes, rival, published, leave } = given((inner) => ({
    ...inner,
    claim: async (lane) => {
      const claim = await inner.claim(lane)
      if (isFirst) {
        isFirst = false
        await reply.comes
      }
      return claim
    },
  }))
  await leave(600)
  lanes.assign([0])
  await expect.poll(reply.isAwaited).toBe(true)
  lanes.assign([])
  await rival(600, 1_200)
  lanes.assign([0])
  reply.come()
  await expect.poll(() => lanes.claimed).toBe(1)
  expect(throughOffsets(published)).toEqual([301, 601, 901])
})

it('count no failed send where they may not publish any more: the brokers were not asked', async () => {
  const reply = openReply()
  const { lanes, metrics } = given(checkpointing(reply))
  lanes.assign([0])
  await expect.poll(() => lanes.claimed).toBe(1)
  const taken = lanes.take(batchOf(0, 600))
  await expect.poll(reply.isAwaited).toBe(true)
  lanes.assign([])
  reply.come()
  await taken
  expect((await metrics.publishFailures.get()).values[0]?.value).toBe(0)
})

it('start at the latest offset that they had at the start of the first process, whoever claims them, and when', async () => {
  const extent = { start: 0, end: 40 }
  const { lanes, pinStarts, memory } = given((inner) => inner, { startFrom: 'latest', extent })
  await pinStarts()
  extent.end = 90
  const { epoch } = await memory.claim(0)
  await pinStarts()
  expect(await memory.standOf(0)).toMatchObject({ epoch }) // not claimed again: that would take it from its owner
  lanes.assign([0])
  await expect.poll(() => lanes.places()[0]?.nextOffset).toBe(40)
})

it('are left to their owners where they may not start', async () => {
  const { lanes, pinStarts } = given((inner) => inner, { startFrom: 'latest', committed: 7 })
  await pinStarts()
  lanes.assign([0])
  await expect.poll(() => lanes.stopped).toEqual([0])
})

type Given = {
  readonly startFrom?: 'earliest' | 'latest'
  readonly extent?: Extent
  /** The offset that the group has committed. */
  readonly committed?: number
}

/** Lanes of this process, and a rival that claims the same one. Both publish to one place. */
function given(
  wrap: (inner: StateStore) => StateStore,
  { startFrom = 'earliest', extent = { start: 0, end: 2_000 }, committed = 0 }: Given = {},
) {
  let refuses = false
  const { memory, claim, published, metrics } = createLiveFixture({
    beforePublish: () => {
      if (refuses) throw new Error('refused')
    },
  })
  const environment = { WAYWARDEN_KAFKA_START_FROM: startFrom }
  const settings = loadSettings({ file: null, environment, fallbackTokenKey: 'sixteen bytes or more' })
  const decode = createDecoder({
    tokenKey: settings.tokenKey,
    mapping: null,
    ...settings.limits,
    ...settings.time,
  })
  const policy = defaultPolicy(detectors)
  const opened = openLanes({
    pass: createQueryPass({ detectors, decode }),
    topic: 'queries',
    groupId: 'group',
    hotBytes: Infinity,
    sharesPeers: false,
    settings,
    policy: { current: () => policy, close: () => {} },
    topics: {
      missing: async () => [],
      compacted: async () => [],
      extents: async () => null,
      committed: async () => new Map([[0, committed]]),
      close: async () => {},
    },
    metrics,
    log: createLogger({ level: 'silent', stream: process.stderr }),
    onFatal: () => {},
    store: wrap(memory),
    publisher: {
      publish: async (outbox, whyNot) => {
        const why = whyNot()
        if (why !== null) throw why
        published.push(...outbox)
      },
      close: async () => {},
    },
    consumer: {
      heartbeatIntervalMs: 5,
      isMember: true,
      start: async () => {},
      pause: () => {},
      moveTo: () => {},
      commit: async () => {},
      stop: async () => {},
    },
    partitions: 1,
    ringLanes: 1,
    extents: extentsOf(async () => new Map([[0, extent]])),
  })

  /** Claims the lane, and scores and publishes the records from one offset up to but not including another. */
  const rival = async (from: number, to: number): Promise<void> => {
    const lane = await claim(0)
    await lane.process(Array.from({ length: to - from }, (_, index) => record(from + index)))
    await lane.settle()
  }
  /** As `rival`, but the brokers refuse what the lane publishes. */
  const leave = async (to: number): Promise<void> => {
    refuses = true
    await expect(rival(0, to)).rejects.toThrow('refused')
    refuses = false
  }
  return { ...opened, memory, rival, leave, published, metrics }
}

/** A reply that is on its way until it is told to come. */
function openReply() {
  let isAwaited = false
  let come: () => void = () => {}
  const comes = new Promise<void>((resolve) => {
    come = resolve
  })
  return {
    get comes() {
      isAwaited = true
      return comes
    },
    isAwaited: () => isAwaited,
    come: () => come(),
  }
}

/** A store whose replies to checkpoints with records come late. */
const checkpointing =
  (reply: ReturnType<typeof openReply>) =>
  (inner: StateStore): StateStore => ({
    ...inner,
    checkpoint: async (step) => {
      const result = await inner.checkpoint(step)
      if (step.nextOffset > 0) await reply.comes
      return result
    },
  })

const throughOffsets = (published: readonly OutboxMessage[]): readonly number[] =>
  published
    .filter(({ channel }) => channel === 'coverage')
    .map(({ value }) => Number((JSON.parse(value) as CoverageRecord).throughOffset))
