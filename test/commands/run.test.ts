import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'

import { expect, it, onTestFinished } from 'vitest'

const cli = resolve(import.meta.dirname, '../../src/cli.ts')
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

it('logs every error that nobody has caught, and ends in order', async () => {
  const preloads = [import.meta.resolve('tsx'), pathToFileURL(stray).href].flatMap((url) => ['--import', url])
  const child = spawn(process.execPath, [...preloads, cli, 'run'], {
    cwd: folder,
    env: {
      ...process.env,
      WAYWARDEN_TOKEN_KEY: 'sixteen bytes or more',
      WAYWARDEN_REDIS_NODES: 'localhost:1',
      WAYWARDEN_KAFKA_BROKERS: 'localhost:1',
      WAYWARDEN_HTTP_PORT: '0',
    },
  })
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
