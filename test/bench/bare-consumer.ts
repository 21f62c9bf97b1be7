// bare-consumer.ts BROKERS TOPIC EVENTS: a kafkajs consumer that fetches as `run` does, but only parses.
import { randomBytes } from 'node:crypto'

import { kafkaClient } from '../integration/kafka-client.ts'
import { answer } from './child.ts'

const [brokers = '', topic = '', events = '0'] = process.argv.slice(2)
const consumer = kafkaClient(brokers.split(',')).consumer({
  groupId: `bare-${randomBytes(5).toString('hex')}`,
  maxWaitTimeInMs: 200,
  maxBytesPerPartition: 4 * 1024 * 1024,
})
await consumer.connect()
await consumer.subscribe({ topics: [topic], fromBeginning: true })
let read = 0
let checksum = 0
let started: { ms: number; cpu: NodeJS.CpuUsage; read: number } | null = null
let finish = () => undefined as void
const finished = new Promise<void>((resolve) => (finish = resolve))
await consumer.run({
  autoCommit: false,
  eachBatchAutoResolve: true,
  partitionsConsumedConcurrently: 4,
  eachBatch: async ({ batch }) => {
    for (const { value } of batch.messages) {
      if (value !== null) checksum += (JSON.parse(value.toString()) as { accountId: string }).accountId.length
    }
    read += batch.messages.length
    // The time of the first batch includes joining the group, so the clock starts after it.
    started ??= { ms: performance.now(), cpu: process.cpuUsage(), read }
    if (read >= Number(events)) finish()
  },
})
await finished
const begun = started ?? { ms: 0, cpu: process.cpuUsage(), read: 0 }
const { user, system } = process.cpuUsage(begun.cpu)
answer({
  events: read - begun.read,
  seconds: (performance.now() - begun.ms) / 1000,
  cpuSeconds: (user + system) / 1e6,
  checksum,
})
process.exit(0)
