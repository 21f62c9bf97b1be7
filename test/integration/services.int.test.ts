import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { kafkaClient } from './kafka-client.ts'
import { startKafka, type KafkaService } from './kafka.ts'
import { kcat } from './kcat.ts'
import { createTopics, withAdmin } from './live-topics.ts'
import { patience } from './patience.ts'
import { startRedis } from './redis.ts'

describe('a broker of our own', () => {
  let kafka: KafkaService
  beforeAll(async () => {
    kafka = await startKafka()
    await createTopics(kafka.brokers, [{ topic: 'kept', numPartitions: 1 }])
  })
  afterAll(() => kafka.close())

  it.for(['stop', 'kill'] as const)('keeps topics and messages over a %s', async (how) => {
    const client = kcat(kafka.brokers)
    const before = client.readAll('kept').length
    client.produce('kept', [['key', how]])
    await kafka[how]()
    expect(() => client.readAll('kept')).toThrow(/failed/)
    await kafka.start()
    expect(client.readAll('kept')).toHaveLength(before + 1)
  })

  it('does not answer while it is paused', async () => {
    const admin = kafkaClient(kafka.brokers, { requestTimeout: 500, retry: { retries: 0 } }).admin()
    await admin.connect()
    kafka.pause()
    // kafkajs says that it timed out, or stumbles over the answer it has not got.
    await expect(admin.listTopics()).rejects.toThrow()
    kafka.resume()
    await admin.disconnect()
    expect(await withAdmin(kafka.brokers, (patient) => patient.listTopics())).toContain('kept')
  })
})

describe('a Redis of our own', () => {
  it('keeps its data over a restart, and removes them when closed', async () => {
    const service = await startRedis()
    const client = new Redis({ host: service.host, port: service.port })
    await client.set('a', 'b')
    await service.restart()
    expect(await client.get('a')).toBe('b')
    client.disconnect()
    await service.close()
    expect(existsSync(service.directory)).toBe(false)
  })

  it('names the reason where it cannot start', async () => {
    await expect(startRedis({ settings: { maxmemory: 'plenty' } })).rejects.toThrow(
      /ended before it was ready[^]*maxmemory/,
    )
  })
})

it('leaves no process and no data behind when the test process is killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'waywarden-killed-'))
  const script = join(folder, 'start.mts')
  writeFileSync(
    script,
    `import { startRedis } from '${join(import.meta.dirname, 'redis.ts')}'
    const service = await startRedis()
    service.pause()
    process.stdout.write(String(service.pid()))
    setInterval(() => {}, 1000)`,
  )
  const child = spawn(process.execPath, ['--import', 'tsx', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [output] = (await once(child.stdout, 'data')) as [Buffer]
  const pid = Number(output.toString())
  expect(isRunning(pid)).toBe(true)
  child.kill('SIGKILL')
  await expect.poll(() => isRunning(pid), patience).toBe(false)
  rmSync(folder, { recursive: true })
})

// A process that nobody has waited for is a zombie; it runs no more.
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const status = `/proc/${pid}/stat`
  return !existsSync(status) || !/\) Z /.test(readFileSync(status, 'utf8'))
}
