import { expect, inject, it, onTestFinished } from 'vitest'

import { freePorts } from './free-ports.ts'
import { startKafka } from './kafka.ts'
import { kcat } from './kcat.ts'
import { liveEvents } from './live-events.ts'
import { expectAsUndisturbed, readAlerts, readCoverage } from './live-result.ts'
import { createWorld } from './live-world.ts'
import { patience } from './patience.ts'
import { FETCH, FIND_COORDINATOR, HEARTBEAT, METADATA, PRODUCE, startPickyProxy } from './picky-proxy.ts'

const partitions = 3
const count = 40_000
it('goes on by itself, without a loss, after the broker was stopped, and after it was killed', async () => {
  const { kafka, world } = await brokerWorld()
  const events = liveEvents({ seed: 43, count, partitions, fromMs: Date.now() - count * 100, mischief: 0.03 })
  await world.produce(events)
  const group = await world.group({
    kafka: { maxBatchRecords: 100, requestTimeout: 'PT5S', sessionTimeout: 'PT3S' },
  })
  const process = await group.start()
  await expect.poll(group.scored, patience).toBeGreaterThan(events.length * 0.2)
  await kafka.restart()
  const afterRestart = await group.scored()
  await expect.poll(group.scored, patience).toBeGreaterThan(Math.max(events.length * 0.6, afterRestart))
  await kafka.kill()
  await kafka.start()
  await expect.poll(group.scored, patience).toBe(events.length)
  // Of the last checkpoint Redis knows before the process does; the lag falls when what belongs to it is published.
  const lag = async () => (await process.metrics())('waywarden_lag_records', { topic: world.topic })
  await expect.poll(lag, patience).toBe(0)
  await expect.poll(group.outstanding, patience).toBe(0)
  kafka.pause()
  const startedMs = performance.now()
  await process.end('SIGTERM')
  expect(performance.now() - startedMs).toBeLessThan(10_000)
  expect(await process.exit()).toBe(0)
  kafka.resume()

  await expectAsUndisturbed(world, group, events.length)
})

it('is not ready while the only broker is dead, and alive; ready again when it is back, and says so, even without records', async () => {
  const { kafka, world } = await brokerWorld()
  const process = await (await world.group()).start()
  await expect.poll(process.isReady, patience).toBe(true)
  expect((await process.metrics())('waywarden_ready')).toBe(1)
  await kafka.kill()
  await expect.poll(process.isReady, patience).toBe(false)
  expect((await process.metrics())('waywarden_ready')).toBe(0)
  expect((await process.get('/healthz')).status).toBe(200)
  const facts = async () => JSON.parse((await process.get('/readyz')).body) as unknown
  await expect.poll(facts, patience).toMatchObject({ isMember: false, ringsIsMember: false })
  const said = (text: string) => process.logged(text).length
  await expect.poll(() => said('the group does not answer'), patience).toBe(2) // one of each pass
  await kafka.start()
  await expect.poll(process.isReady, patience).toBe(true)
  await expect.poll(() => said('the group answers again'), patience).toBe(2)
})

it('starts its consumer again where the client takes an outage for the end', async () => {
  const { kafka, proxy, events, world, group } = await proxiedWorld()
  proxy.cutAt(FIND_COORDINATOR)
  const process = await group.start()
  const again = () => process.logged('consumer crashed and is started again').length
  await expect.poll(again, patience).toBeGreaterThan(0)
  proxy.heal()
  await world.produce(events.slice(1_000))
  const ends = [0, 1, 2].map((partition) => kcat(kafka.brokers).endOffset(world.topic, partition))
  await expect.poll(group.offsets, patience).toEqual(ends)
  await process.end('SIGTERM')
  expect(await process.exit()).toBe(0)
})

it('leaves the newest record on a compacted topic to the process that has its lanes, when it could not send and wakes up late', async () => {
  const { kafka, proxy, world, events, group } = await proxiedWorld(20_000)
  proxy.cutAt(PRODUCE)
  const former = await group.start({ kafka: { sessionTimeout: 'PT2S', clientId: 'former' } })
  const waits = () => former.logged('lanes are waiting, and will resume on their own').length
  await expect.poll(waits, patience).toBeGreaterThan(0)
  // It is frozen in the middle of a try to send, and reads when it wakes up that the group counts it in.
  proxy.hold(METADATA)
  await expect.poll(proxy.held, patience).toContain(METADATA)
  proxy.hold(HEARTBEAT)
  const heldHeartbeats = () => proxy.held().filter((kind) => kind === HEARTBEAT)
  await expect.poll(heldHeartbeats, patience).toHaveLength(2) // one of each pass
  former.signal('SIGSTOP')
  proxy.heal()
  await world.produce(events.slice(10_000))
  const heir = await group.start({ kafka: { brokers: [...kafka.brokers], clientId: 'heir' } })
  await expect.poll(group.scored, patience).toBe(events.length)
  await expect.poll(group.outstanding, patience).toBe(0)
  former.signal('SIGCONT')
  await expect.poll(former.isReady, patience).toBe(true)
  await Promise.all([former.end('SIGTERM'), heir.end('SIGTERM')])
  const revisions = readAlerts(world, group).map(({ alertId, revision }) => [alertId, revision] as const)
  const offsets = readCoverage(world, group).map(
    ({ topic, lane, throughOffset }) => [`${topic}/${lane}`, Number(throughOffset)] as const,
  )
  const told = [...revisions, ...offsets]
  const sequences = [...new Set(told.map(([key]) => key))].map(
    (key) => [key, told.filter(([each]) => each === key).map(([, number]) => number)] as const,
  )
  expect(sequences.length).toBeGreaterThan(5)
  expect(sequences.filter(([, numbers]) => numbers.at(-1) !== Math.max(...numbers))).toEqual([])
})

it('ends with 1 where records are waiting and none is fetched for too long, although the broker answers everything else', async () => {
  const { proxy, world, events, group } = await proxiedWorld()
  const process = await group.start({ watchdog: { stalledAfter: 'PT3S' } })
  await expect.poll(group.scored, patience).toBe(1_000)
  proxy.lose(FETCH)
  await world.produce(events.slice(1_000))
  await expect.poll(() => process.hasEnded(), patience).toBe(true)
  expect(await process.exit()).toBe(1)
  expect(new Set(process.logged('cannot go on').map(({ code }) => code))).toEqual(new Set(['lane_stalled']))
  expect(process.log()).toMatch(/\d+ records are waiting and none was scored for 3 s/)
  expect(await group.scored()).toBe(1_000)
})

/** A broker of the test's own, and a topic on it. */
async function brokerWorld(options: Parameters<typeof startKafka>[0] = {}) {
  const kafka = await startKafka(options)
  onTestFinished(() => kafka.close())
  const world = await createWorld({
    brokers: kafka.brokers,
    redis: inject('sharedRedis'),
    partitions,
    defer: onTestFinished,
  })
  return { kafka, world }
}

/** A broker behind a proxy, and a topic with the first half of its events. */
async function proxiedWorld(count = 2_000) {
  const [port = 0, advertised = 0] = await freePorts(2)
  const { kafka, world } = await brokerWorld({
    listeners: { PROXIED: { speaks: 'PLAINTEXT', port, advertised } },
  })
  const proxy = await startPickyProxy(advertised, port)
  onTestFinished(() => proxy.close())
  const events = liveEvents({ seed: 101, count, partitions, fromMs: Date.now() - count * 100 })
  await world.produce(events.slice(0, count / 2))
  const group = await world.group({ kafka: { brokers: [`127.0.0.1:${advertised}`] } })
  return { kafka, proxy, world, events, group }
}
