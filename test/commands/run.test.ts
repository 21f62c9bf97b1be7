import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

import { expect, it, onTestFinished } from 'vitest'

import { freePorts } from '../integration/free-ports.ts'
import { program } from '../program.ts'

const folder = mkdtempSync(join(tmpdir(), 'waywarden-run-'))

/** Loaded into the process: on demand two promises fail that nobody waits for. */
const stray = join(folder, 'stray.mjs')
writeFileSync(
  stray,
  `
  const fail = (what) => void Promise.reject(new Error(what))
  process.once('SIGUSR2', () => {
    fail('the first')
    fail('the second')
  })
  `,
)

/** Neither Redis nor the brokers are there. */
const envOf = (port: number) => ({
  ...process.env,
  WAYWARDEN_TOKEN_KEY: 'sixteen bytes or more',
  WAYWARDEN_REDIS_NODES: 'localhost:1',
  WAYWARDEN_KAFKA_BROKERS: 'localhost:1',
  WAYWARDEN_HTTP_PORT: String(port),
})

it('logs every error that nobody has caught, and ends in order', async () => {
  const words = ['--import', pathToFileURL(stray).href, program, 'run']
  const child = spawn(process.execPath, words, { cwd: folder, env: envOf(0) })
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = once(child, 'exit')
  const lines: string[] = []
  for await (const line of createInterface(child.stderr)) {
    lines.push(line)
    if (line.includes('"msg":"listening"')) child.kill('SIGUSR2')
  }
  expect(await ended).toEqual([1, null])
  const fatal = lines.filter((line) => line.includes('"cannot go on"'))
  expect(fatal).toEqual([expect.stringContaining('the first'), expect.stringContaining('the second')])
  expect(lines).toContainEqual(expect.stringContaining('"msg":"stopped"'))
  // A collector of logs reads standard error: what is not JSON would break it.
  expect(lines.filter((line) => !line.startsWith('{'))).toEqual([])
})

it('logs which settings it runs with, and no secret', async () => {
  const config = join(folder, 'named.yaml')
  writeFileSync(config, 'kafka: { groupId: mine }\nredis: { keyPrefix: "mine:", password: hidden }\n')
  writeFileSync(join(folder, 'policy.yaml'), '{}')
  const words = [program, 'run', '--config', 'named.yaml', '--policy', 'policy.yaml']
  const child = spawn(process.execPath, words, { cwd: folder, env: envOf(0) })
  onTestFinished(() => void child.kill('SIGKILL'))
  let text = ''
  for await (const line of createInterface(child.stderr)) {
    text += line
    if (line.includes('"msg":"listening"')) {
      expect(JSON.parse(line)).toMatchObject({
        settings: config,
        policy: 'policy.yaml',
        brokers: ['localhost:1'],
        groupId: 'mine',
        topic: 'waybill.queries',
        redis: ['localhost:1'],
        keyPrefix: 'mine:',
      })
      child.kill('SIGTERM')
    }
  }
  expect(text).toContain('"msg":"listening"')
  expect(text).not.toMatch(/hidden|sixteen bytes/)
})

it('exits as a command with wrong settings does, where it cannot listen on the address they give', () => {
  const env = { ...envOf(0), WAYWARDEN_HTTP_HOST: '192.0.2.1' }
  const { status, stderr } = spawnSync(program, ['run'], { cwd: folder, env, encoding: 'utf8' })
  expect(stderr).toContain('set http.host and http.port to a free address of this machine')
  expect(status).toBe(2)
})

it('does not wait for a reader of its log that has stalled, at the end neither', async () => {
  const [port = 0] = await freePorts(1)
  // Nobody reads the pipe, and 64 KiB fill it.
  const script = 'exec 2> >(exec sleep 60); head -c 65536 /dev/zero >&2; exec "$@"'
  const child = spawn('bash', ['-c', script, 'run', process.execPath, program, 'run'], {
    cwd: folder,
    env: { ...envOf(port), WAYWARDEN_LOG_LEVEL: 'debug' },
    stdio: 'ignore',
    detached: true,
  })
  const ended = once(child, 'exit')
  onTestFinished(() => void process.kill(-(child.pid ?? 0), 'SIGKILL'))
  const health = async () => (await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null))?.status
  await expect.poll(health, { timeout: 40_000, interval: 100 }).toBe(200)
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
})
