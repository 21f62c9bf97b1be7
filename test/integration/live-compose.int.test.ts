import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'

import { expect, inject, it, onTestFinished } from 'vitest'
import { parse } from 'yaml'

import { kafkaClassPath } from './kafka-jars.ts'
import { kcat } from './kcat.ts'
import { liveEvents } from './live-events.ts'
import { startLiveProcess } from './live-process.ts'
import { patience } from './patience.ts'
import { startRedis } from './redis.ts'
import { makeDirectory } from './service.ts'

const root = join(import.meta.dirname, '../..')
const read = (name: string) => readFileSync(join(root, name), 'utf8')
const brokers = inject('sharedBrokers')
const MIB = 1024 * 1024

type Service = {
  readonly command: readonly string[]
  readonly environment: Readonly<Record<string, string | number>>
  readonly volumes: readonly string[]
}

const { waywarden } = (parse(read('docker-compose.yml')) as { services: { waywarden: Service } }).services

it('runs in the topics of create-topics.sh with the environment and the settings of docker-compose.yml, and takes events of up to 1 MiB', async () => {
  const redis = await startRedis()
  onTestFinished(() => redis.close())
  const directory = makeDirectory('compose')
  createTopics(directory, brokers)
  mountInto(directory)
  const process = await startLiveProcess({
    configFile: waywarden.command.at(-1) ?? '',
    env: {
      ...environmentOfCompose(),
      WAYWARDEN_KAFKA_BROKERS: brokers.join(),
      WAYWARDEN_REDIS_NODES: `${redis.host}:${redis.port}`,
      WAYWARDEN_HTTP_PORT: '0',
    },
    logFile: join(directory, 'run.log'),
    cwd: directory,
    defer: onTestFinished,
  })

  // So many that every thief passes the exposure ceiling, even if the hour ends in between.
  const events = liveEvents({ seed: 103, count: 8_000, partitions: 3, fromMs: Date.now() - 800_000 })
  const [longest, tooLong] = [MIB, MIB + 1].map((bytes) => paddedTo(bytes, events[7]?.value ?? ''))
  const messages = events.map(({ key, value }) => [key, value] as const)
  const client = kcat(brokers)
  client.produce('waybill.queries', [...messages, ['long', longest ?? ''], ['long', tooLong ?? '']])
  const metric = async (name: string, labels = {}) =>
    (await process.metrics())(name, { topic: 'waybill.queries', ...labels })
  await expect.poll(() => metric('waywarden_events_in_total'), patience).toBe(events.length + 2)
  expect(await metric('waywarden_events_counted_total')).toBe(events.length + 1)
  expect(await metric('waywarden_events_rejected_total', { reason: 'too_large' })).toBe(1)
  await expect(checkHealth(process.address)).resolves.toBeDefined()
  await process.end('SIGTERM')
  expect(await process.exit()).toBe(0)
  await expect(checkHealth(process.address)).rejects.toThrow(/Command failed/)
  const caught = client.readAll('waywarden.alerts').map(({ value }) => String(value))
  for (const thief of [0, 1, 2])
    expect(caught.some((alert) => alert.includes(`"account-${thief}"`))).toBe(true)
})

it('is a file that Compose takes, with a secret and not without', () => {
  // No daemon is asked; an empty file stands for the .env that may lie beside it.
  const config = (env: NodeJS.ProcessEnv) =>
    spawnSync('docker-compose', ['--env-file', '/dev/null', 'config', '--quiet'], {
      cwd: root,
      env: { PATH: process.env['PATH'], ...env },
      encoding: 'utf8',
    })
  const taken = config({ WAYWARDEN_TOKEN_KEY: 'x'.repeat(32) })
  expect(taken.stderr).toBe('')
  expect(taken.status).toBe(0)
  const refused = config({})
  expect(refused.stderr).toContain('WAYWARDEN_TOKEN_KEY')
  expect(refused.status).not.toBe(0)
})

/** As the service `topics` does it, by the same tool: its container has it as a script, here it is in the jars. */
function createTopics(directory: string, [bootstrap = '']: readonly string[]): void {
  const tool = join(directory, 'kafka-topics.sh')
  const java = `java -XX:TieredStopAtLevel=1 -Dorg.slf4j.simpleLogger.defaultLogLevel=error -cp '${kafkaClassPath()}'`
  writeFileSync(tool, `#!/bin/sh\nexec ${java} org.apache.kafka.tools.TopicCommand "$@"\n`)
  chmodSync(tool, 0o755)
  const env = { ...process.env, KAFKA_TOPICS: tool }
  execFileSync(join(root, '.docker/create-topics.sh'), [bootstrap], { env, stdio: 'pipe' })
}

/** What the container has mounted in the folder that it works in, for a process that works in this one. */
function mountInto(directory: string): void {
  const [, workingFolder = ''] = [...read('.docker/Dockerfile').matchAll(/^WORKDIR (.+)$/gm)].at(-1) ?? []
  for (const volume of waywarden.volumes) {
    const [source = '', target = ''] = volume.split(':')
    cpSync(join(root, source), join(directory, relative(workingFolder, target)), { recursive: true })
  }
}

function environmentOfCompose(): Readonly<Record<string, string>> {
  const entries = Object.entries(waywarden.environment).map(([name, value]) => [
    name,
    String(value)
      .replace(/\$\{WAYWARDEN_TOKEN_KEY.*\}/, 'sixteen bytes or more')
      .replace(/\$\{\w+:-(.*)\}/, '$1'),
  ])
  return Object.fromEntries(entries) as Record<string, string>
}

/** The same event of another account, as long as it takes by a field that nobody reads. */
function paddedTo(bytes: number, event: string): string {
  const other = { ...(JSON.parse(event) as object), accountId: 'long', eventId: `long-${bytes}`, note: '' }
  const padding = bytes - Buffer.byteLength(JSON.stringify(other))
  return JSON.stringify({ ...other, note: 'x'.repeat(padding) })
}

/** What the container's health check runs. */
function checkHealth(address: string): Promise<unknown> {
  const [, command = ''] = /HEALTHCHECK[^]*?CMD (\[.*\])/.exec(read('.docker/Dockerfile')) ?? []
  const [program = '', ...args] = JSON.parse(command) as string[]
  const env = { ...process.env, WAYWARDEN_HTTP_PORT: new URL(address).port }
  return promisify(execFile)(program, args, { env })
}
