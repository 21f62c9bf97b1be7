// npm run bench [-- --only a,c --pairs 2]; `-- --help` lists the parts.
// Starts its own broker and Redis, and prints one table. Run it on an idle machine: any other load shows in
// every figure.
import { spawnSync } from 'node:child_process'
import { cpus, loadavg } from 'node:os'

import Table from 'cli-table3'
import { Command } from 'commander'

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
import { measureSimulation } from './simulation.ts'

type Flags = {
  readonly only: string
  readonly events: number
  readonly pairs: number
  readonly rate: number
  readonly seconds: number
  readonly accountEvents: number
  readonly detectorEvents: number
}

const flags = new Command('npm run bench --')
  .description('the speed and memory of waywarden, on a broker and a Redis of its own')
  .option(
    '--only <parts>',
    'a live, b latency, c replay, d bytes, e many accounts, f detectors, g simulation',
    'a,b,c,d,e,f,g',
  )
  .option('--events <number>', 'events of a and c', Number, 1_000_000)
  .option(
    '--pairs <number>',
    'how often a, c and e are held against what they are compared with, and g is run',
    Number,
    3,
  )
  .option('--rate <number>', 'events a second of b', Number, 20_000)
  .option('--seconds <number>', 'how long b lasts', Number, 20)
  .option('--account-events <number>', 'events of e', Number, 200_000)
  .option('--detector-events <number>', 'events of f', Number, 150_000)
  .parse()
  .opts<Flags>()
const parts = new Set(flags.only.split(','))
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

/** Measures on a fresh broker and Redis: leftovers of the part before would be measured too. */
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
  await take(
    'a',
    onServices((world) => measureLive(world, flags)),
  )
  await take(
    'b',
    onServices((world) => measureLatency(world, flags)),
  )
  await take('c', () => measureReplay(flags))
  await take('d', () => measureBytes())
  await take('e', () => measureAccounts({ events: flags.accountEvents, pairs: flags.pairs }))
  await take('f', () => measureDetectors(flags.detectorEvents))
  await take('g', async () => measureSimulation(flags))
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
