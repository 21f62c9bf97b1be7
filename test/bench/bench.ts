// npm run bench [-- --only a,c --events 1000000 --pairs 3 --rate 20000 --seconds 20 --detector-events 150000]
// Starts a broker and a Redis of its own and prints one table. Run it on an idle machine: shared cores show in every figure.
import { cpus, loadavg } from 'node:os'
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

import Table from 'cli-table3'

import { startKafka } from '../integration/kafka.ts'
import { createWorld, type LiveWorld } from '../integration/live-world.ts'
import { startRedis } from '../integration/redis.ts'
import { measureAccounts, measureBytes } from './accounts.ts'
import { project } from './built.ts'
import { measureDetectors } from './detectors.ts'
import { measureLatency } from './latency.ts'
import { measureLive } from './live.ts'
import { insist, type Row } from './measure.ts'
import { measureReplay } from './replay.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'a,b,c,d,e,f' },
    events: { type: 'string', default: '1000000' },
    pairs: { type: 'string', default: '3' },
    rate: { type: 'string', default: '20000' },
    seconds: { type: 'string', default: '20' },
    'account-events': { type: 'string', default: '200000' },
    'detector-events': { type: 'string', default: '150000' },
  },
})
const parts = new Set(values.only.split(','))
const events = Number(values.events)
const pairs = Number(values.pairs)
const cleanups: (() => Promise<void>)[] = []
const rows: (readonly [string, Row])[] = []

const take = async (part: string, measure: () => Promise<readonly Row[]>): Promise<void> => {
  if (!parts.has(part)) return
  process.stderr.write(`measuring ${part} ...\n`)
  for (const row of await measure()) {
    rows.push([part, row])
    process.stderr.write(`  ${row.what}: ${row.figure}\n`)
  }
}

/** On a broker and a Redis of its own: what the part before has left there would be measured too. */
const onServices = (measure: (world: LiveWorld) => Promise<readonly Row[]>) => async () => {
  const kafka = await startKafka({ jvm: ['-Xmx1g', '-XX:+UseG1GC'] })
  const redis = await startRedis()
  cleanups.push(() => Promise.all([kafka.close(), redis.close()]).then(() => undefined))
  const world = await insist(() =>
    createWorld({
      brokers: kafka.brokers,
      redis: { host: redis.host, port: redis.port },
      partitions: 12,
      defer: (cleanup) => void cleanups.unshift(cleanup),
    }),
  )
  const measured = await measure(world)
  for (const cleanup of cleanups.splice(0)) await cleanup()
  return measured
}

const built = spawnSync('npm', ['run', '--silent', 'build'], { cwd: project, encoding: 'utf8' })
if (built.status !== 0) throw new Error(`npm run build failed:\n${built.stdout}`)
const loadBefore = loadavg()[0] ?? 0
try {
  const steady = { rate: Number(values.rate), seconds: Number(values.seconds) }
  await take(
    'a',
    onServices((world) => measureLive(world, { events, pairs })),
  )
  await take(
    'b',
    onServices((world) => measureLatency(world, steady)),
  )
  await take('c', () => measureReplay({ events, pairs }))
  await take('d', () => measureBytes())
  await take('e', () => measureAccounts({ events: Number(values['account-events']), pairs }))
  await take('f', () => measureDetectors(Number(values['detector-events'])))
} finally {
  for (const cleanup of cleanups) await cleanup()
}
const table = new Table({ head: ['part', 'what', 'measured', 'target'], style: { head: [], border: [] } })
for (const [part, { what, figure, target = '' }] of rows) table.push([part, what, figure, target])
process.stdout.write(`${table.toString()}\n`)
process.stdout.write(
  `Node ${process.version}, ${cpus().length} cores, load average ${loadBefore.toFixed(1)} before and ${(loadavg()[0] ?? 0).toFixed(1)} after. ` +
    'The cores are shared by broker, Redis and client, and by whatever else runs: ratios are taken pair by pair, figures are medians.\n',
)
process.exit(0)
