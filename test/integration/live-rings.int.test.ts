import { writeFileSync } from 'node:fs'

import { describe, expect, inject, it, onTestFinished } from 'vitest'

import { compileCheck } from '../../src/contract/compile-check.ts'
import { findingsRecordSchema, type FindingsRecord } from '../../src/contract/finding.ts'
import { kafkaClient } from './kafka-client.ts'
import { kcat } from './kcat.ts'
import type { LiveGroup } from './live-group.ts'
import { readAlerts, readRings } from './live-result.ts'
import { createWorld, type LiveWorld } from './live-world.ts'
import { patience } from './patience.ts'
import { ringDevice, ringEvents, ringMembers, ringPolicy } from './ring-events.ts'

const brokers = inject('sharedBrokers')
const redis = inject('sharedRedis')
const client = kcat(brokers)
const partitions = 2
const kills = 6
describe('waywarden run, over accounts that share a machine', () => {
  it('names a ring whose accounts lie on two partitions, in one alert', async () => {
    const { world, count } = await filledWorld()
    const group = await ringGroup(world)
    const process = await group.start()
    await expect.poll(group.scored, patience).toBe(count)
    await expect.poll(() => behind(group), patience).toBe(0)
    expect(await process.isReady()).toBe(true)

    const alerts = readAlerts(world, group).filter(({ entity }) => entity.id === ringDevice)
    expect(new Set(alerts.map(({ alertId }) => alertId)).size).toBe(1)
    expect(alerts.at(-1)).toMatchObject({ entity: { type: 'device', id: ringDevice }, severity: 'medium' })
    expect(alerts.at(-1)?.members?.map(({ id }) => id)).toEqual(ringMembers)

    const isRecord = compileCheck(findingsRecordSchema)
    const records = client
      .readAll(group.topics.findings)
      .map(({ value }) => JSON.parse(value ?? '') as unknown)
    expect(records.filter((record) => !isRecord(record))).toEqual([])
    const findings = (records as FindingsRecord[]).flatMap((record) => record.findings)
    expect(findings.some(({ entity }) => entity.id === ringDevice)).toBe(true)

    const topic = group.topics.findings
    const counted = async () => (await process.metrics())('waywarden_events_counted_total', { topic })
    await expect.poll(counted, patience).toBe(findings.length)
    const metric = await process.metrics()
    expect(metric('waywarden_events_in_total', { topic })).toBe(findings.length)
    expect(metric('waywarden_events_in_total', { topic: world.topic })).toBe(count)
    expect(metric('waywarden_lanes_claimed', { topic })).toBe(2)
    await process.end('SIGTERM')
    expect(await process.exit()).toBe(0)
  })

  it('misses no finding where it starts at the latest offset and a lane of the second pass is claimed late', async () => {
    const world = await createWorld({ brokers, redis, partitions, defer: onTestFinished })
    const group = await ringGroup(world, { kafka: { startFrom: 'latest' } })
    const leave = await joinIdly(group)
    const process = await group.start()
    await expect.poll(process.isReady, patience).toBe(true)
    expect((await process.metrics())('waywarden_lanes_claimed', { topic: group.topics.findings })).toBe(1)
    const events = ringEvents({ partitions, nowMs: Date.now() })
    await world.produce(events)
    await expect.poll(group.scored, patience).toBe(events.length)
    await leave()
    const metric = async (name: string) => (await process.metrics())(name, { topic: group.topics.findings })
    await expect.poll(() => metric('waywarden_lanes_claimed'), patience).toBe(2)
    await expect.poll(() => behind(group), patience).toBe(0)
    const findings = client
      .readAll(group.topics.findings)
      .flatMap(({ value }) => (JSON.parse(value ?? '') as FindingsRecord).findings)
    await expect.poll(() => metric('waywarden_events_in_total'), patience).toBe(findings.length)
  })

  it(`ends with the rings of an undisturbed run after ${kills} kills`, async () => {
    const { world, count } = await filledWorld()
    const undisturbed = await ringGroup(world)
    const disturbed = await ringGroup(world, {
      kafka: { sessionTimeout: 'PT1S', maxBatchRecords: 100, maxBytesPerPartition: '64KiB' },
    })
    for (let kill = 1; kill <= kills; kill++) {
      const process = await disturbed.start()
      await expect.poll(disturbed.scored, patience).toBeGreaterThan((count * kill) / (kills + 1))
      await process.end('SIGKILL')
    }
    for (const group of [disturbed, undisturbed]) {
      const process = await group.start()
      await expect.poll(group.scored, patience).toBe(count)
      await expect.poll(() => behind(group), patience).toBe(0)
      await process.end('SIGTERM')
    }
    const expected = readRings(world, undisturbed)
    expect([...expected.values()]).toMatchObject([{ status: 'closed' }, { status: 'closed' }])
    expect(readRings(world, disturbed)).toEqual(expected)
  })
})

/** A member of the second pass's group that has a lane of it, and does nothing with it. */
async function joinIdly({ name, topics }: LiveGroup): Promise<() => Promise<void>> {
  const idle = kafkaClient(brokers).consumer({ groupId: `${name}-rings`, sessionTimeout: 10_000 })
  onTestFinished(() => idle.disconnect())
  await idle.connect()
  await idle.subscribe({ topics: [topics.findings] })
  const hasJoined = new Promise((resolve) => idle.on(idle.events.GROUP_JOIN, resolve))
  await idle.run({ autoCommit: false, eachMessage: async () => undefined })
  await hasJoined
  return () => idle.disconnect()
}

async function filledWorld(): Promise<{ world: LiveWorld; count: number }> {
  const world = await createWorld({ brokers, redis, partitions, defer: onTestFinished })
  const events = ringEvents({ partitions, nowMs: Date.now() })
  await world.produce(events)
  return { world, count: events.length }
}

async function ringGroup(world: LiveWorld, settings = {}): Promise<LiveGroup> {
  const group = await world.group(settings)
  writeFileSync(group.policyFile, ringPolicy)
  return group
}

/** Findings that the second pass has not scored yet, and messages that either has not sent for sure. */
async function behind(group: LiveGroup): Promise<number> {
  const findings = await group.outstanding()
  const ends = [0, 1].map((partition) => client.endOffset(group.topics.findings, partition))
  const unscored = ends.reduce((sum, end) => sum + end, 0) - (await group.findingsScored())
  // Again, for what the second pass has found meanwhile.
  return findings + unscored + (await group.outstanding())
}
