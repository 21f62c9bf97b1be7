import { setTimeout as delay } from 'node:timers/promises'

import { sum } from 'simple-statistics'

import { kafkaClient } from '../integration/kafka-client.ts'
import type { GroupSettings } from '../integration/live-group.ts'
import type { LiveWorld } from '../integration/live-world.ts'
import { runScript } from './child.ts'
import { accountName, benchEvents } from './events.ts'
import { insist, perSecond, processorSeconds, ratio, sideBySide, type Pace, type Row } from './measure.ts'

const MESSAGES_AT_ONCE = 5_000

/** Settings as in production; the tests of the live lane use shorter limits. */
export const asInstalled: GroupSettings = {
  kafka: { sessionTimeout: 'PT30S', maxWait: 'PT0.2S', commitEvery: 'PT5S' },
  redis: { commandTimeout: 'PT5S' },
}

/**
 * (a) Throughput of `waywarden run` on a backlog, relative to a consumer that only parses it: of one process,
 * and of two that share the lanes.
 */
export async function measureLive(
  world: LiveWorld,
  { events, pairs }: { events: number; pairs: number },
): Promise<Row[]> {
  await fill(world, events)
  const bare: Pace[] = []
  const live: Pace[] = []
  const shared: Pace[] = []
  for (let pair = 0; pair < pairs; pair++) {
    bare.push(await runScript<Pace>('bare-consumer.ts', [world.brokers.join(','), world.topic, events]))
    live.push(await drain(world, events, 1))
    shared.push(await drain(world, events, 2))
  }
  const held = sideBySide(bare, live)
  const heldShared = sideBySide(bare, shared)
  return [
    { what: 'bare consumer, parses only', figure: perSecond(held.bare.rate) },
    { what: 'waywarden run', figure: perSecond(held.full.rate) },
    { what: 'live over bare, wall time', figure: ratio(held.wallShare), target: '>= 0.5' },
    {
      what: 'live over bare, processor time of the process',
      figure: `${ratio(held.cpuShare)} (${held.bare.cpu.toFixed(1)} against ${held.full.cpu.toFixed(1)} µs an event)`,
    },
    {
      what: 'two processes of waywarden run',
      figure: `${perSecond(heldShared.full.rate)}: ${ratio(heldShared.wallShare)} of bare, ${ratio(sideBySide(live, shared).wallShare)} of one`,
    },
  ]
}

async function fill({ brokers, topic, partitions }: LiveWorld, count: number): Promise<void> {
  const producer = kafkaClient(brokers).producer()
  await producer.connect()
  const fromMs = Date.now() - 10 * 3_600_000
  let messages: { partition: number; key: string; value: string; timestamp: string }[] = []
  for (const { account, atMs, value } of benchEvents({ count, accounts: 20_000, fromMs })) {
    messages.push({
      partition: account % partitions,
      key: accountName(account),
      value,
      timestamp: String(atMs),
    })
    if (messages.length < MESSAGES_AT_ONCE) continue
    await producer.send({ topic, acks: 1, messages })
    messages = []
  }
  if (messages.length > 0) await producer.send({ topic, acks: 1, messages })
  await producer.disconnect()
}

async function drain(world: LiveWorld, events: number, processes: number): Promise<Pace> {
  const group = await insist(() => world.group(asInstalled))
  const programs = await Promise.all(Array.from({ length: processes }, () => group.start()))
  const now = async () => ({
    scored: await group.scored(),
    ms: performance.now(),
    cpu: sum(programs.map(({ pid }) => processorSeconds(pid) ?? 0)),
  })
  let first = await now()
  let last = first
  while (last.scored < events) {
    await delay(20)
    const ended = programs.find((program) => program.hasEnded())
    if (ended !== undefined) throw new Error(`waywarden run ended:\n${ended.log()}`)
    last = await now()
    if (first.scored === 0) first = last
  }
  for (const program of programs) await program.end('SIGTERM')
  return {
    events: last.scored - first.scored,
    seconds: (last.ms - first.ms) / 1000,
    cpuSeconds: last.cpu - first.cpu,
  }
}
