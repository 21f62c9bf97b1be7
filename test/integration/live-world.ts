import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { Redis } from 'ioredis'
import { stringify } from 'yaml'

import { startChild, type Child } from './child.ts'
import { kafkaClient } from './kafka-client.ts'
import type { LiveEvent } from './live-events.ts'
import { uniqueName } from './names.ts'
import { makeDirectory } from './service.ts'

const project = join(import.meta.dirname, '../..')
const program = join(project, 'dist/src/cli.js')
const tokenKey = 'a secret for integration tests only'
const mostMessagesAtOnce = 5_000

/** Topics of one input; a run of its own for every group. */
export type LiveWorld = {
  readonly topic: string
  readonly brokers: readonly string[]
  readonly redis: { readonly host: string; readonly port: number }
  readonly partitions: number
  produce(events: readonly LiveEvent[]): Promise<void>
  /** A consumer group with output topics and a key prefix of its own. */
  group(settings?: Record<string, unknown>): Promise<LiveGroup>
}

export type LiveGroup = {
  readonly name: string
  readonly prefix: string
  readonly topics: Readonly<Record<'queries' | 'alerts' | 'rejects' | 'coverage', string>>
  readonly policyFile: string
  /** Starts `waywarden run`, and waits until it listens. */
  start(more?: Record<string, unknown>): Promise<LiveProcess>
  /** The next offset of every lane, null for one without history. */
  offsets(): Promise<readonly (number | null)[]>
  scored(): Promise<number>
}

export type LiveProcess = Child & {
  readonly address: string
  /** Lines of the log, as objects. */
  lines(): Record<string, unknown>[]
  get(path: string): Promise<{ readonly status: number; readonly body: string }>
  metrics(): Promise<Metrics>
}

/** Sum of the samples of one metric that have these labels. */
export type Metrics = (name: string, labels?: Readonly<Record<string, string>>) => number

export type WorldOptions = {
  readonly brokers: readonly string[]
  readonly redis: { readonly host: string; readonly port: number }
  readonly partitions: number
  readonly configEntries?: { name: string; value: string }[]
}

let isBuilt = false

/** The program as it is installed, made once a test run. */
export function buildProgram(): void {
  if (isBuilt) return
  const { status, stdout } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: project, encoding: 'utf8' })
  if (status !== 0) throw new Error(`npm run build failed with ${status}:\n${stdout}`)
  isBuilt = true
}

export async function createWorld({ brokers, redis, partitions, configEntries = [] }: WorldOptions): Promise<LiveWorld> {
  buildProgram()
  const topic = uniqueName('queries')
  await createTopics(brokers, [{ topic, numPartitions: partitions, configEntries }])
  return {
    topic,
    brokers,
    redis,
    partitions,
    produce: (events) => produce(brokers, topic, events),
    group: (settings = {}) => createGroup({ topic, brokers, redis, partitions }, settings),
  }
}

export async function createTopics(
  brokers: readonly string[],
  topics: { topic: string; numPartitions: number; configEntries?: { name: string; value: string }[] }[],
): Promise<void> {
  await withAdmin(brokers, (admin) => admin.createTopics({ topics, waitForLeaders: true }))
}

export async function withAdmin<T>(
  brokers: readonly string[],
  use: (admin: ReturnType<ReturnType<typeof kafkaClient>['admin']>) => Promise<T>,
): Promise<T> {
  const admin = kafkaClient(brokers).admin()
  await admin.connect()
  try {
    return await use(admin)
  } finally {
    await admin.disconnect()
  }
}

async function produce(brokers: readonly string[], topic: string, events: readonly LiveEvent[]): Promise<void> {
  const producer = kafkaClient(brokers).producer()
  await producer.connect()
  for (let at = 0; at < events.length; at += mostMessagesAtOnce) {
    const messages = events
      .slice(at, at + mostMessagesAtOnce)
      .map(({ partition, key, value, timestampMs }) => ({ partition, key, value, timestamp: String(timestampMs) }))
    await producer.send({ topic, acks: -1, messages })
  }
  await producer.disconnect()
}

type Place = Pick<LiveWorld, 'topic' | 'brokers' | 'redis' | 'partitions'>

async function createGroup(place: Place, settings: Record<string, unknown>): Promise<LiveGroup> {
  const { topic, brokers, redis, partitions } = place
  const name = uniqueName('group')
  const prefix = `${name}:`
  const topics = {
    queries: topic,
    alerts: `${name}.alerts`,
    rejects: `${name}.rejects`,
    coverage: `${name}.coverage`,
  }
  const { queries: _, ...outputs } = topics
  await createTopics(
    brokers,
    Object.values(outputs).map((each) => ({ topic: each, numPartitions: 2 })),
  )
  const directory = makeDirectory('live')
  const policyFile = join(directory, 'policy.yaml')
  writeFileSync(policyFile, 'timeZoneOffsetMinutes: 480\n')
  const base = {
    kafka: { brokers: [...brokers], groupId: name, topics, sessionTimeout: 'PT6S', maxWait: 'PT0.1S', commitEvery: 'PT1S' },
    redis: { nodes: [`${redis.host}:${redis.port}`], keyPrefix: prefix, commandTimeout: 'PT1S' },
    policy: policyFile,
    http: { port: 0 },
  }
  const client = () => new Redis({ ...redis, lazyConnect: true, maxRetriesPerRequest: null })
  const offsets = async () => {
    const reader = client()
    const metas = Array.from({ length: partitions }, (_, lane) => `${prefix}{${topic}:${lane}}:meta`)
    const found = await Promise.all(metas.map((meta) => reader.hget(meta, 'offset')))
    reader.disconnect()
    return found.map((offset) => (offset === null ? null : Number(offset)))
  }
  let started = 0
  return {
    name,
    prefix,
    topics,
    policyFile,
    offsets,
    scored: async () => (await offsets()).reduce<number>((sum, offset) => sum + (offset ?? 0), 0),
    start: async (more = {}) => {
      const config = join(directory, `waywarden-${(started += 1)}.yaml`)
      writeFileSync(config, stringify(merge(merge(base, settings), more)))
      return startProcess(config, join(directory, `run-${started}.log`), directory)
    },
  }
}

async function startProcess(config: string, logFile: string, cwd: string): Promise<LiveProcess> {
  const child = await startChild({
    command: process.execPath,
    args: [program, 'run', '--config', config],
    cwd,
    logFile,
    env: { WAYWARDEN_TOKEN_KEY: tokenKey },
    isReady: (log) => log.includes('"msg":"started"'),
  })
  const lines = () => linesOf(child.log())
  const address = String(lines().find(({ msg }) => msg === 'started')?.['address'])
  const get = async (path: string) => {
    const response = await fetch(`${address}${path}`)
    return { status: response.status, body: await response.text() }
  }
  return { ...child, address, lines, get, metrics: async () => readMetrics((await get('/metrics')).body) }
}

function linesOf(log: string): Record<string, unknown>[] {
  return log
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

function readMetrics(text: string): Metrics {
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return (name, labels = {}) =>
    samples
      .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
      .filter((line) => Object.entries(labels).every(([key, value]) => line.includes(`${key}="${value}"`)))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
}

function merge(base: Record<string, unknown>, more: Record<string, unknown>): Record<string, unknown> {
  const merged = { ...base }
  for (const [key, value] of Object.entries(more)) {
    const inner = merged[key]
    merged[key] = isPlain(inner) && isPlain(value) ? merge(inner, value) : value
  }
  return merged
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
