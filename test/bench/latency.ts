import { setTimeout as delay } from 'node:timers/promises'

import { kafkaClient } from '../integration/kafka-client.ts'
import type { LiveWorld } from '../integration/live-world.ts'
import { accountName, benchEvents } from './events.ts'
import { asInstalled } from './live.ts'
import { insist, quantile, type Row } from './measure.ts'

const TICK_MS = 10
/** Look-ups a second that must raise an alert: an account never seen before exports more than the ceiling allows. */
const ALERTS_A_SECOND = 50
const WARM_UP_SECONDS = 5

/** (b) From the moment a look-up is handed to the producer to the moment its alert is read from the alert topic. */
export async function measureLatency(
  world: LiveWorld,
  { rate, seconds }: { rate: number; seconds: number },
): Promise<Row[]> {
  const group = await insist(() => world.group(asInstalled))
  const program = await group.start()
  while (!(await program.isReady())) await delay(100)
  const sentMs = new Map<string, number>()
  const latencies: number[] = []
  const consumer = kafkaClient(world.brokers).consumer({
    groupId: `${group.name}-alerts`,
    maxWaitTimeInMs: 50,
  })
  await consumer.connect()
  await consumer.subscribe({ topics: [group.topics.alerts], fromBeginning: true })
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ message }) => {
      const alert = JSON.parse(message.value?.toString() ?? '{}') as { entity: { id: string } }
      const sent = sentMs.get(alert.entity.id)
      if (sent === undefined) return
      sentMs.delete(alert.entity.id)
      latencies.push(performance.now() - sent)
    },
  })
  await delay(1_000)
  const sent = await produceSteadily(world, { rate, seconds: seconds + WARM_UP_SECONDS, sentMs })
  await delay(3_000)
  await consumer.disconnect()
  await program.end('SIGTERM')
  // What came while the program was still being compiled is left out.
  const warm = latencies.slice(WARM_UP_SECONDS * ALERTS_A_SECOND)
  const ms = (share: number) => `${Math.round(quantile(warm, share))} ms`
  const reached = Math.round(sent.events / sent.seconds)
  return [
    {
      what: `event to alert at ${reached.toLocaleString('en')} events/s (${rate.toLocaleString('en')} asked for), ${warm.length} alerts, ${sentMs.size} missing`,
      figure: `p50 ${ms(0.5)}, p90 ${ms(0.9)}, p99 ${ms(0.99)}`,
      target: 'p99 <= 250 ms',
    },
  ]
}

type Steady = { readonly rate: number; readonly seconds: number; readonly sentMs: Map<string, number> }

async function produceSteadily(
  { brokers, topic, partitions }: LiveWorld,
  { rate, seconds, sentMs }: Steady,
): Promise<{ events: number; seconds: number }> {
  const producer = kafkaClient(brokers).producer()
  await producer.connect()
  const count = rate * seconds
  // Made before the clock runs: what the producer has to do besides sending would be measured as latency.
  const queries = Array.from(
    benchEvents({ count, accounts: 20_000, fromMs: Date.now() - 1_000, spanMs: seconds * 1000, seed: 2 }),
    ({ account, value }) => ({ partition: account % partitions, key: accountName(account), value }),
  )
  const sends: Promise<unknown>[] = []
  const startedMs = performance.now()
  let produced = 0
  let thieves = 0
  while (produced < count) {
    const elapsedSeconds = (performance.now() - startedMs) / 1000
    const due = Math.min(count, Math.ceil(elapsedSeconds * rate))
    const messages = queries.slice(produced, due)
    produced = due
    for (; thieves < elapsedSeconds * ALERTS_A_SECOND; thieves++)
      messages.push(theft(thieves, partitions, sentMs))
    if (messages.length > 0) sends.push(producer.send({ topic, acks: 1, messages }))
    await delay(TICK_MS)
  }
  await Promise.all(sends)
  const took = (performance.now() - startedMs) / 1000
  await producer.disconnect()
  return { events: produced, seconds: took }
}

const theft = (index: number, partitions: number, sentMs: Map<string, number>) => {
  const accountId = `thief-${Date.now().toString(36)}-${index}`
  sentMs.set(accountId, performance.now())
  const value = JSON.stringify({
    eventId: accountId,
    occurredAt: Date.now(),
    accountId,
    accountRole: 'courier',
    action: 'export',
    outcome: 'found',
    recordCount: 5_000,
  })
  return { partition: index % partitions, key: accountId, value }
}
