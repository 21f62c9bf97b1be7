import { setTimeout as delay } from 'node:timers/promises'

import { kafkaClient } from '../integration/kafka-client.ts'
import { kcat, type KcatLine } from '../integration/kcat.ts'
import type { LiveWorld } from '../integration/live-world.ts'
import { accountName, benchEvents } from './events.ts'
import { asInstalled } from './live.ts'
import { insist, quantile, type Row } from './measure.ts'

const TICK_MS = 10
/** Thefts per second. Each must raise an alert: a new account exports more than the ceiling allows. */
const ALERTS_A_SECOND = 50
/** For this long after the start, broker and program are still being compiled. Reported separately. */
const WARM_UP_SECONDS = 10

/** (b) Time from handing a look-up to the producer until its alert is read from the alert topic. */
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
  const warmFrom = WARM_UP_SECONDS * ALERTS_A_SECOND
  const [cold, warm] = [latencies.slice(0, warmFrom), latencies.slice(warmFrom)]
  const ms = (share: number, of = warm) => `${Math.round(quantile(of, share))} ms`
  const reached = Math.round(sent.events / sent.seconds)
  return [
    {
      what: `event to alert at ${reached.toLocaleString('en')} events/s (${rate.toLocaleString('en')} asked for), ${warm.length} alerts, ${sentMs.size} missing`,
      figure: `p50 ${ms(0.5)}, p90 ${ms(0.9)}, p99 ${ms(0.99)}`,
      target: 'p99 <= 250 ms',
    },
    { what: `the same in the first ${WARM_UP_SECONDS} s after the start`, figure: `p99 ${ms(0.99, cold)}` },
  ]
}

type Steady = { readonly rate: number; readonly seconds: number; readonly sentMs: Map<string, number> }

/** Produces with kcat, which takes a tenth of kafkajs' processor time: the cores are left to the program. */
async function produceSteadily(
  { brokers, topic }: LiveWorld,
  { rate, seconds, sentMs }: Steady,
): Promise<{ events: number; seconds: number }> {
  const count = rate * seconds
  // Generated before the clock starts, so that generating them is not measured as latency.
  const queries = Array.from(
    benchEvents({ count, accounts: 20_000, fromMs: Date.now() - 1_000, spanMs: seconds * 1000, seed: 2 }),
    ({ account, value }) => [accountName(account), value] as const,
  )
  const producer = kcat(brokers).open(topic)
  const startedMs = performance.now()
  let produced = 0
  let thieves = 0
  while (produced < count) {
    const elapsedSeconds = (performance.now() - startedMs) / 1000
    const due = Math.min(count, Math.ceil(elapsedSeconds * rate))
    producer.send(queries.slice(produced, due))
    produced = due
    const dueThieves = Math.ceil(elapsedSeconds * ALERTS_A_SECOND)
    producer.send(Array.from({ length: dueThieves - thieves }, (_, at) => theft(thieves + at, sentMs)))
    thieves = dueThieves
    await delay(TICK_MS)
  }
  await producer.end()
  return { events: produced, seconds: (performance.now() - startedMs) / 1000 }
}

const theft = (index: number, sentMs: Map<string, number>): KcatLine => {
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
  return [accountId, value]
}
