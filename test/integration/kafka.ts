import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import kafkajs, { type Admin } from 'kafkajs'

import { startChild } from './child.ts'
import { freePorts } from './free-ports.ts'
import { ensureTools, isThere } from './install.ts'
import { kafkaClient } from './kafka-client.ts'
import { dockerRuns, startKafkaContainer } from './kafka-docker.ts'
import { hasKafkaJars, kafkaClassPath } from './kafka-jars.ts'
import { oneNode, smallBroker, type Properties } from './kafka-properties.ts'
import { makeDirectory, startService, type Service } from './service.ts'

/** A broker of ours: Apache Kafka, one node, KRaft. */
export type KafkaService = Service & { readonly brokers: readonly string[] }

export type KafkaOptions = {
  /** Added to, or instead of, the settings that suit a small machine. */
  readonly properties?: Properties
  /** Instead of the settings that suit short tests. A benchmark gives `['-Xmx1g', '-XX:+UseG1GC']`. */
  readonly jvm?: readonly string[]
}

const { KafkaJSError } = kafkajs // CommonJS; not all of it can be imported by name
const mostTries = 200
const jvmOfTests = ['-Xms256m', '-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']
const quiet = [
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
  '-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info',
]

/**
 * Starts a broker on free ports with a data directory of its own, and waits until consumer groups work.
 * From Maven jars; in a container only where Docker runs and Java or Maven are missing.
 */
export async function startKafka(options: KafkaOptions = {}): Promise<KafkaService> {
  const [port = 0, controllerPort = 0] = await freePorts(2)
  const brokers = [`127.0.0.1:${port}`]
  const ready = () => warmUp(brokers)
  const properties = { ...smallBroker, ...options.properties }
  const service =
    canRunJars() || !dockerRuns()
      ? await startFromJars({ ...oneNode('127.0.0.1', port, controllerPort), ...properties }, options, ready)
      : await startKafkaContainer(port, { ...oneNode('0.0.0.0', port, controllerPort), ...properties }, ready)
  return { ...service, brokers }
}

function canRunJars(): boolean {
  return isThere('java') && (hasKafkaJars() || isThere('mvn'))
}

async function startFromJars(
  properties: Properties,
  { jvm = jvmOfTests }: KafkaOptions,
  ready: () => Promise<void>,
): Promise<Service> {
  ensureTools(hasKafkaJars() ? ['java'] : ['java', 'mvn'])
  const classPath = kafkaClassPath()
  const directory = makeDirectory('kafka')
  const settings = join(directory, 'server.properties')
  writeFileSync(settings, asText({ ...properties, 'log.dirs': join(directory, 'data') }))
  format(classPath, settings)
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

function format(classPath: string, settings: string): void {
  const clusterId = `A${randomBytes(16).toString('base64url').slice(1)}` // must not look like an option
  const tool = [...quiet, '-XX:TieredStopAtLevel=1', '-cp', classPath, 'kafka.tools.StorageTool']
  const args = [...tool, 'format', '-t', clusterId, '-c', settings]
  const { status, stdout, stderr } = spawnSync('java', args, { encoding: 'utf8' })
  if (status !== 0)
    throw new Error(`kafka.tools.StorageTool format failed with ${status}:\n${stdout}${stderr}`)
}

// The first call about a group makes the topic of the group offsets, and fails until that has a leader.
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
