import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import kafkajs from 'kafkajs'
import { describe, expect, inject, it, onTestFinished } from 'vitest'

import { recordOfZeros } from '../transport/zstd-frames.ts'
import { kafkaClient } from './kafka-client.ts'
import { kcat } from './kcat.ts'
import { liveEvents } from './live-events.ts'
import type { LiveGroup } from './live-group.ts'
import { startLiveProcess, type LiveProcess } from './live-process.ts'
import { readCoverage } from './live-result.ts'
import { createTopics, withAdmin } from './live-topics.ts'
import { createWorld, type LiveWorld } from './live-world.ts'
import { patience } from './patience.ts'

const brokers = inject('sharedBrokers')
const redis = inject('sharedRedis')
const partitions = 2
const perLane = 3_000
describe('waywarden run, when the topic is not what it was', () => {
  it('stops the lanes of a topic that was made anew and is shorter', async () => {
    const { world, group } = await scoredWorld(47)
    await remake(world)
    await world.produce(eventsOf(48).slice(0, 1_000))
    const process = await group.start()
    await expect
      .poll(() => stoppedBy(process), patience)
      .toEqual(['kafka_offset_beyond_end', 'kafka_offset_beyond_end'])
    await expectUntouched(group, process)
  })

  it('stops the lanes of a topic that was made anew and is longer', async () => {
    const { world, group } = await scoredWorld(53)
    await remake(world)
    await world.produce([...eventsOf(54), ...eventsOf(55)])
    const process = await group.start()
    await expect
      .poll(() => stoppedBy(process), patience)
      .toEqual(['kafka_topic_recreated', 'kafka_topic_recreated'])
    await expectUntouched(group, process)
  })

  it.for(['the next records are', 'nothing is'])(
    'stops the lanes of a topic that was made anew and has a marker where the last record was, when %s fetched with it',
    async (fetched) => {
      const { world, group, offsets } = await scoredWorld(57)
      await remake(world)
      const others = [...eventsOf(58), ...eventsOf(64)]
      for (const [lane, offset] of offsets.entries()) {
        const upToMarker = others.filter(({ partition }) => partition === lane).slice(0, offset - 1)
        await world.produce(upToMarker.slice(0, -100))
        await world.produceInTransaction(upToMarker.slice(-100), true)
      }
      expect([0, 1].map((partition) => kcat(brokers).endOffset(world.topic, partition))).toEqual(offsets)
      const more = eventsOf(66).slice(0, 100)
      if (fetched === 'the next records are') await world.produce(more)
      const process = await group.start()
      if (fetched === 'nothing is') {
        await expect.poll(process.isReady, patience).toBe(true)
        await delay(1_000) // it fetches several times a second
        await world.produceInTransaction(more, false)
        await delay(1_000)
        await world.produce(more)
      }
      await expect
        .poll(() => stoppedBy(process), patience)
        .toEqual(['kafka_topic_recreated', 'kafka_topic_recreated'])
      await expectUntouched(group, process)
    },
  )

  it('stops a lane whose next records were deleted, scores the others, and goes on over the gap where it is told to', async () => {
    const { world, group, offsets } = await scoredWorld(59)
    const more = eventsOf(60)
    await world.produce(more)
    const [next = 0] = offsets
    const start = next + 1_000
    await deleteRecords(world, start)
    const ends = [0, 1].map((partition) => kcat(brokers).endOffset(world.topic, partition))

    const careful = await group.start()
    await expect.poll(() => stoppedBy(careful), patience).toEqual(['kafka_offset_lost'])
    await expect.poll(group.offsets, patience).toEqual([next, ends[1]])
    expect(await careful.isReady()).toBe(false)
    expect(careful.logged('lane stopped, needs an operator')[0]?.['err']).toMatchObject({
      code: 'kafka_offset_lost',
    })
    await careful.end('SIGTERM')

    const resolved = await group.start({ kafka: { onLostOffsets: 'continue' } })
    await expect.poll(group.offsets, patience).toEqual(ends)
    await expect
      .poll(async () => (await resolved.metrics())('waywarden_gap_records_total'), patience)
      .toBe(1_000)
    const of = { topic: world.topic, partition: '0' }
    const taken = async () => (await resolved.metrics())('waywarden_events_in_total', of)
    await expect.poll(taken, patience).toBe((ends[0] ?? 0) - start)
    // The topic also holds what the lanes of the second pass have covered.
    const told = readCoverage(world, group).filter(({ topic, lane }) => topic === world.topic && lane === 0)
    expect(told.some(({ throughOffset }) => throughOffset === `${start}`)).toBe(true)
    expect(told.at(-1)).toMatchObject({ lost: 1_000 })
  })

  it('goes on where nothing but the marker of a transaction was deleted behind what was scored', async () => {
    const world = await makeWorld()
    const group = await world.group()
    const events = eventsOf(63)
    await world.produceInTransaction(events.slice(0, perLane), true)
    const first = await group.start()
    await expect.poll(group.scored, patience).toBe(perLane)
    await first.end('SIGTERM')
    const end = kcat(brokers).endOffset(world.topic, 0)
    expect((await group.offsets())[0]).toBe(end - 1)
    await deleteRecords(world, end)

    const second = await group.start()
    await expect.poll(second.isReady, patience).toBe(true)
    await world.produceInTransaction(events.slice(perLane), true)
    const taken = async () => (await second.metrics())('waywarden_events_in_total', { topic: world.topic })
    await expect.poll(taken, patience).toBe(perLane)
    expect(stoppedBy(second)).toEqual([])
  })

  it('does not let the client skip to what is left, when records are deleted under a lane that runs', async () => {
    const { world, group } = await scoredWorld(71)
    const process = await group.start()
    await expect.poll(process.isReady, patience).toBe(true)
    process.signal('SIGSTOP')
    // A fetch that waits at the broker, a tenth of a second at most, would bring the records before they are deleted.
    await delay(1_000)
    await world.produce(eventsOf(72))
    const [next = 0] = await group.offsets()
    await deleteRecords(world, next + 500)
    process.signal('SIGCONT')
    await expect.poll(() => stoppedBy(process), patience).toEqual(['kafka_offset_lost'])
    await expect
      .poll(async () => (await group.offsets())[1], patience)
      .toBe(kcat(brokers).endOffset(world.topic, 1))
    expect((await group.offsets())[0]).toBe(next)
  })

  it('scores nothing of a topic that is made anew under it', async () => {
    const { world, group } = await scoredWorld(73)
    const process = await group.start()
    await expect.poll(process.isReady, patience).toBe(true)
    await remake(world)
    await world.produce([...eventsOf(74), ...eventsOf(75)])
    const verdict = () => [process.hasEnded(), stoppedBy(process).length]
    await expect
      .poll(verdict, patience)
      .toSatisfy(([hasEnded, stopped]) => hasEnded === true || stopped === partitions)
    expect(await group.scored()).toBe(partitions * perLane)
    if (!process.hasEnded()) await expectUntouched(group, process)
  })

  it('ends, and does not start again, when the number of partitions has changed', async () => {
    const { world, group, offsets } = await scoredWorld(61)
    const running = await group.start()
    await expect.poll(running.isReady, patience).toBe(true)
    await withAdmin(brokers, (admin) =>
      admin.createPartitions({ topicPartitions: [{ topic: world.topic, count: partitions + 1 }] }),
    )
    await expectEnd(running, /has 3 partitions, but its lanes were scored with 2/)
    await world.produce(
      liveEvents({ seed: 62, count: 3_000, partitions: partitions + 1, fromMs: Date.now() }),
    )
    await expectEnd(await group.start(), /has 3 partitions, but its lanes were scored with 2/)
    expect(await group.offsets()).toEqual(offsets)
  })

  it('ends, and touches nothing, where the state was made with another token key', async () => {
    const { group, offsets } = await scoredWorld(63)
    const directory = dirname(group.policyFile)
    const process = await startLiveProcess({
      configFile: join(directory, 'waywarden-1.yaml'),
      env: { WAYWARDEN_TOKEN_KEY: 'another secret for integration tests' },
      logFile: join(directory, 'another-key.log'),
      cwd: directory,
      defer: onTestFinished,
    })
    await expectEnd(process, /token_key_changed.*Use the token key of before/)
    expect(process.logged('lanes assigned')).toEqual([])
    expect(await group.offsets()).toEqual(offsets)
    await expect.poll((await group.start()).isReady, patience).toBe(true)
  })

  it('ends when a topic is missing, and names every one that is', async () => {
    const world = await makeWorld()
    const group = await world.group()
    const topics = { ...group.topics, alerts: 'no-alerts-here', coverage: 'no-coverage-here' }
    await expectEnd(await group.start({ kafka: { topics } }), /no topic no-alerts-here, no-coverage-here/)

    const running = await group.start()
    await expect.poll(running.isReady, patience).toBe(true)
    await withAdmin(brokers, (admin) => admin.deleteTopics({ topics: [world.topic] }))
    await expectEnd(running, new RegExp(`no topic ${world.topic}`))
  })

  it('stops a lane whose history is deleted from Redis under it, instead of beginning anew', async () => {
    const { world, group } = await scoredWorld(79)
    const process = await group.start({ kafka: { startFrom: 'latest' } })
    await expect.poll(process.isReady, patience).toBe(true)
    await world.client.del(await world.client.keys(`${group.prefix}{${world.topic}:0}*`))
    await world.produce(eventsOf(80))
    await expect.poll(() => stoppedBy(process), patience).toEqual(['lane_without_history'])
    const ends = [0, kcat(brokers).endOffset(world.topic, 1)]
    await expect.poll(group.offsets, patience).toEqual(ends)
    await process.end('SIGTERM')

    // Nor does a process that has never seen it: the group was told of it.
    const other = await group.start({ kafka: { startFrom: 'latest' } })
    await expect.poll(() => stoppedBy(other), patience).toEqual(['lane_without_history'])
    await other.end('SIGTERM')
    await group.start({ kafka: { groupId: `${group.name}-anew` } })
    await expect.poll(group.scored, patience).toBe(2 * partitions * perLane)
  })

  it('warns of a topic that is compacted, for that removes look-ups', async () => {
    const world = await makeWorld()
    const configEntries = [{ name: 'cleanup.policy', value: 'compact' }]
    await withAdmin(world.brokers, (admin) =>
      admin.alterConfigs({
        validateOnly: false,
        resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: world.topic, configEntries }],
      }),
    )
    const process = await (await world.group()).start()
    const warned = () => process.lines().filter(({ msg }) => String(msg).startsWith('the topic is compacted'))
    await expect.poll(warned, patience).toMatchObject([{ level: 'warn', topic: world.topic }])
  })

  it('ends, and names the fault, at a batch that cannot be unpacked', async () => {
    const world = await makeWorld()
    const group = await world.group()
    const process = await group.start()
    await expect.poll(process.isReady, patience).toBe(true)
    await produceTooLarge(world)
    await expectEnd(
      process,
      new RegExp(
        `kafka_batch_unreadable.*${world.topic}: The batch at offset \\d+ of one.*zstd cannot unpack it, or it is larger than 256 MiB`,
      ),
    )
  })

  it('stops a lane whose state another version has written, instead of starting it anew, and scores the others', async () => {
    const { world, group, offsets } = await scoredWorld(85)
    const more = eventsOf(86)
    const victim = more.find(({ partition }) => partition === 0)?.key ?? ''
    const state = `${group.prefix}{${world.topic}:0}:a:${victim}`
    await world.client.setrange(state, 0, '\u007f')
    await world.produce(more)
    const process = await group.start()
    await expect.poll(() => stoppedBy(process), patience).toEqual(['state_version_unknown'])
    const end = kcat(brokers).endOffset(world.topic, 1)
    await expect.poll(group.offsets, patience).toEqual([offsets[0], end])
  })

  it('reads a batch of more records than the client by itself can take, though it is a few kilobytes', async () => {
    const { world, group } = await scoredWorld(65)
    const count = 200_000
    const lines = Array.from({ length: count }, () => [null, '{}'] as const)
    kcat(brokers).produce(world.topic, lines, { codec: 'gzip', partition: 0, inOneBatch: true })
    await world.produce(eventsOf(66).slice(0, 100))
    const process = await group.start()
    const taken = async () => (await process.metrics())('waywarden_events_in_total', { topic: world.topic })
    await expect.poll(taken, patience).toBe(count + 100)
  })

  it('scores on behind a record of so many headers that the client by itself would stand still for minutes', async () => {
    const { world, group } = await scoredWorld(69)
    const headers = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`h${at}`, '']))
    kcat(brokers).produce(world.topic, [[null, '{}']], { partition: 0, headers })
    await world.produce(eventsOf(70).slice(0, 100))
    const startedMs = performance.now()
    const process = await group.start()
    const taken = async () => (await process.metrics())('waywarden_events_in_total', { topic: world.topic })
    await expect.poll(taken, patience).toBe(101)
    expect(performance.now() - startedMs).toBeLessThan(30_000)
  })

  it('goes through a flood of garbage, names every record of it, and scores what lies behind', async () => {
    const world = await makeWorld()
    const group = await world.group()
    const events = eventsOf(87)
    const flood = Array.from({ length: 30_000 }, (_, index) => ({
      partition: index % partitions,
      key: 'garbage',
      value: index % 3 === 0 ? '{"half' : '[]'.repeat((index % 50) + 1),
      timestampMs: Date.now(),
      fate: 'not_json' as const,
    }))
    await world.produce([...flood, ...events])
    const process = await group.start()
    await expect.poll(group.scored, patience).toBe(flood.length + events.length)
    const of = { topic: world.topic }
    const counted = async () => (await process.metrics())('waywarden_events_counted_total', of)
    await expect.poll(counted, patience).toBe(events.length)
    expect((await process.metrics())('waywarden_events_rejected_total', of)).toBe(flood.length)
    // What is counted is written, and may have to be published yet.
    await expect.poll(group.outstanding, patience).toBe(0)
    const named = kcat(brokers).readAll(group.topics.rejects)
    expect(new Set(named.map(({ key }) => key)).size).toBe(flood.length)
  })

  it('ends when the client has given up for good', async () => {
    const world = await makeWorld()
    const group = await world.group()
    // Less than the broker allows: it lets nobody join, now or later.
    const refused = await group.start({ kafka: { sessionTimeout: 'PT0.4S' } })
    await expectEnd(refused, /consumer of \S+ in group \S+ has ended and does not restart.*session timeout/)
  })

  it('begins a lane without history where kafka.startFrom says', async () => {
    const world = await makeWorld()
    await world.produce(eventsOf(67))
    const ends = [0, 1].map((partition) => kcat(brokers).endOffset(world.topic, partition))
    const group = await world.group()
    const refusing = await group.start({ kafka: { startFrom: 'error' } })
    await expect
      .poll(() => stoppedBy(refusing), patience)
      .toEqual(['lane_without_history', 'lane_without_history'])
    await refusing.end('SIGTERM')

    // What comes while nobody runs is scored: the start was written down.
    const latest = await group.start({ kafka: { startFrom: 'latest' } })
    await expect.poll(group.offsets, patience).toEqual(ends)
    await latest.end('SIGKILL')
    await world.produce(eventsOf(68).slice(0, 1_000))
    const again = await group.start({ kafka: { startFrom: 'latest', sessionTimeout: 'PT1S' } })
    await expect
      .poll(
        async () => (await again.metrics())('waywarden_events_in_total', { topic: world.topic }),
        patience,
      )
      .toBe(1_000)
  })
})

const makeWorld = () => createWorld({ brokers, redis, partitions, defer: onTestFinished })

const eventsOf = (seed: number) =>
  liveEvents({ seed, count: partitions * perLane, partitions, fromMs: Date.now() - 3_600_000 })

/** A topic, scored to its end by a process that has ended. */
async function scoredWorld(seed: number) {
  const world = await makeWorld()
  const group = await world.group()
  const events = eventsOf(seed)
  await world.produce(events)
  const process = await group.start()
  await expect.poll(group.scored, patience).toBe(events.length)
  await process.end('SIGTERM')
  return { world, group, offsets: await group.offsets() }
}

async function remake({ topic }: LiveWorld): Promise<void> {
  await withAdmin(brokers, async (admin) => {
    await admin.deleteTopics({ topics: [topic] })
    await expect.poll(() => admin.listTopics(), patience).not.toContain(topic)
  })
  await createTopics(brokers, [{ topic, numPartitions: partitions }])
}

/** The records of partition 0 before the offset. */
async function deleteRecords({ topic }: LiveWorld, offset: number): Promise<void> {
  await withAdmin(brokers, async (admin) => {
    await admin.fetchTopicOffsets(topic) // without what this asks kafkajs cannot delete
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: String(offset) }] })
  })
}

/** A batch of 10 KiB that the broker takes, and that is a record of 257 MiB of zeros. */
async function produceTooLarge({ topic }: LiveWorld): Promise<void> {
  const { CompressionCodecs, CompressionTypes } = kafkajs
  const codec = CompressionCodecs[CompressionTypes.ZSTD]
  CompressionCodecs[CompressionTypes.ZSTD] = () => ({ compress: async () => recordOfZeros(257 * 8) })
  const producer = kafkaClient(brokers).producer()
  await producer.connect()
  const messages = [{ partition: 0, value: 'what is packed instead says more' }]
  await producer.send({ topic, acks: -1, compression: CompressionTypes.ZSTD, messages })
  await producer.disconnect()
  CompressionCodecs[CompressionTypes.ZSTD] = codec
}

const stoppedBy = (process: LiveProcess): unknown[] =>
  process
    .logged('lane stopped, needs an operator')
    .filter(({ topic }) => !String(topic).endsWith('.findings'))
    .map(({ code }) => code)

async function expectUntouched(group: LiveGroup, process: LiveProcess): Promise<void> {
  const metric = await process.metrics()
  expect(metric('waywarden_events_in_total', { topic: group.topics.queries })).toBe(0)
  expect(metric('waywarden_lane_faults_total')).toBe(partitions)
  expect(await group.scored()).toBe(partitions * perLane)
  expect(await process.isReady()).toBe(false)
  expect((await process.get('/healthz')).status).toBe(200)
  await process.end('SIGTERM')
  expect(await process.exit()).toBe(0)
}

async function expectEnd(process: LiveProcess, reason: RegExp): Promise<void> {
  expect(await process.exit()).toBe(1)
  expect(process.log()).toMatch(reason)
}
