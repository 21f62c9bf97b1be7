import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'

import kafkajs, { type Admin } from 'kafkajs'

import { startChild } from './child.ts'
import { freePorts } from './free-ports.ts'
import { ensureTools, isThere } from './install.ts'
import { kafkaClient } from './kafka-client.ts'
import { dockerRuns, startKafkaContainer } from './kafka-docker.ts'
import { kafkaClassPath, toolsOfJars } from './kafka-jars.ts'
import {
  combinedNode,
  replicated,
  smallBroker,
  type Listeners,
  type NodePorts,
  type Properties,
} from './kafka-properties.ts'
import { makeDirectory, startService, type Service } from './service.ts'

/** An Apache Kafka broker of the tests: one node, KRaft. */
export type KafkaService = Service & { readonly brokers: readonly string[] }

export type KafkaOptions = {
  /** Added to the settings for a small machine; the same name replaces one of them. */
  readonly properties?: Properties
  /** Replaces the JVM options for short tests. A benchmark gives `['-Xmx1g', '-XX:+UseG1GC']`. */
  readonly jvm?: readonly string[]
  /** Listeners beside the plain one. */
  readonly listeners?: Listeners
  /** Users that may log in by SCRAM, in the format of `kafka-storage format --add-scram`. */
  readonly scram?: readonly string[]
}

const { KafkaJSError } = kafkajs // CommonJS; not all of it can be imported by name
const run = promisify(execFile) // its error includes what the program printed
const mostTries = 200
const jvmOfTests = ['-Xms256m', '-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']
const quiet = [
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
  '-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info',
]

/**
 * Starts a broker on free ports with its own data directory, and waits until consumer groups work. Runs
 * Maven's jars; uses a container only if Docker runs and Java or Maven is missing.
 */
export async function startKafka(options: KafkaOptions = {}): Promise<KafkaService> {
  const [port = 0, controllerPort = 0] = await freePorts(2)
  const node = { port, controllerPort }
  const brokers = [`127.0.0.1:${port}`]
  const ready = () => warmUp(brokers)
  const { listeners, scram } = options
  const inContainer = !canRunJars() && dockerRuns() && listeners === undefined && scram === undefined
  const properties = (host: string) => ({
    ...combinedNode(host, [node], 0, listeners),
    ...smallBroker,
    ...options.properties,
  })
  const service = inContainer
    ? await startKafkaContainer(port, properties('0.0.0.0'), ready)
    : await startFromJars(
        { ...options, properties: properties('127.0.0.1'), clusterId: newClusterId() },
        ready,
      )
  return { ...service, brokers }
}

/** Brokers that replicate everything, so that any one can be lost. From Maven jars only. */
export type KafkaCluster = {
  readonly brokers: readonly string[]
  /** In order of node number; node 1 is the first. */
  readonly nodes: readonly KafkaService[]
  close(): Promise<void>
}

/** Starts the nodes in parallel, and waits until consumer groups work. */
export async function startKafkaCluster(count: number): Promise<KafkaCluster> {
  const ports = await freePorts(2 * count)
  const places: NodePorts[] = Array.from({ length: count }, (_, index) => ({
    port: ports[2 * index] ?? 0,
    controllerPort: ports[2 * index + 1] ?? 0,
  }))
  const brokers = places.map(({ port }) => `127.0.0.1:${port}`)
  const clusterId = newClusterId()
  const nodes = await Promise.all(
    places.map(async (_, index) => {
      const properties = {
        ...combinedNode('127.0.0.1', places, index),
        ...smallBroker,
        ...replicated(count),
      }
      const service = await startFromJars({ properties, clusterId }, async () => {})
      return { ...service, brokers: brokers.slice(index, index + 1) }
    }),
  )
  await warmUp(brokers)
  return {
    brokers,
    nodes,
    close: async () => {
      await Promise.all(nodes.map((node) => node.close()))
    },
  }
}

function canRunJars(): boolean {
  return toolsOfJars().every(isThere)
}

type JarOptions = Pick<KafkaOptions, 'jvm' | 'scram'> & {
  readonly properties: Properties
  /** The same for all nodes of a cluster. */
  readonly clusterId: string
}

async function startFromJars(options: JarOptions, ready: () => Promise<void>): Promise<Service> {
  const { properties, jvm = jvmOfTests } = options
  ensureTools(toolsOfJars())
  const classPath = kafkaClassPath()
  const directory = makeDirectory('kafka')
  const settings = join(directory, 'server.properties')
  writeFileSync(settings, asText({ ...properties, 'log.dirs': join(directory, 'data') }))
  await format(classPath, settings, options)
  return startService(directory, async () => {
    const child = await startChild({
      command: 'java',
      args: [...jvm, ...quiet, '-cp', classPath, 'kafka.Kafka', settings],
      cwd: directory,
      logFile: join(directory, 'broker.log'),
      isReady: (log) => log.includes('Kafka Server started'),
    })
    await ready()
    return child
  })
}

function asText(properties: Properties): string {
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}

const newClusterId = () => `A${randomBytes(16).toString('base64url').slice(1)}` // must not look like an option

async function format(
  classPath: string,
  settings: string,
  { clusterId, scram = [] }: JarOptions,
): Promise<void> {
  const tool = [...quiet, '-XX:TieredStopAtLevel=1', '-cp', classPath, 'kafka.tools.StorageTool']
  const users = scram.flatMap((user) => ['--add-scram', user])
  await run('java', [...tool, 'format', '-t', clusterId, '-c', settings, ...users])
}

// The first request about a group creates the topic of group offsets, and fails until it has a leader.
async function warmUp(brokers: readonly string[]): Promise<void> {
  const admin = kafkaClient(brokers).admin({
    retry: { initialRetryTime: 100, retries: 50, maxRetryTime: 500 },
  })
  await admin.connect()
  try {
    for (let tries = 0; !(await hasCoordinator(admin, tries === mostTries)); tries += 1) await delay(100)
  } finally {
    await admin.disconnect()
  }
}

async function hasCoordinator(admin: Admin, isLast: boolean): Promise<boolean> {
  try {
    await admin.fetchOffsets({ groupId: 'warm-up' })
    return true
  } catch (cause) {
    if (isLast || !(cause instanceof KafkaJSError && cause.retriable)) throw cause
    return false
  }
}
