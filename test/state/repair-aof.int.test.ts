import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { startRedis, type RedisService } from '../integration/redis.ts'

const script = resolve(import.meta.dirname, '../../.docker/repair-aof.sh')
const transactions = 10

let redis: RedisService
beforeEach(async () => {
  redis = await startRedis()
  const client = new Redis({ host: redis.host, port: redis.port })
  for (let n = 0; n < transactions; n++)
    await client.multi().set('a', 'x'.repeat(200)).set('b', String(n)).exec()
  client.disconnect()
  await redis.stop()
})
afterEach(() => redis.close())

const folder = () => join(redis.directory, 'appendonlydir')
const logFile = () => join(folder(), readdirSync(folder()).find((name) => name.endsWith('.incr.aof')) ?? '')
const kept = () => readdirSync(folder()).filter((name) => name.includes('.cut.'))

/** Runs the script as a start would, with a word in the place of Redis. */
const repair = () => spawnSync(script, ['echo', 'started'], { cwd: redis.directory, encoding: 'utf8' })

/** Replaces a piece of the log by as many other bytes. */
function damage(piece: string, by: string, from: number): void {
  const log = readFileSync(logFile())
  const at = log.indexOf(piece, from)
  expect(at).toBeGreaterThan(0)
  writeFileSync(
    logFile(),
    Buffer.concat([log.subarray(0, at), Buffer.from(by), log.subarray(at + piece.length)]),
  )
}

describe('a log that ends within a transaction', () => {
  // Within a value, its length, its line break, a count, and EXEC.
  it.for([3, 8, 9, 12, 13, 40, 60])('is cut to whole ones, and what is cut is kept (%i bytes)', (lost) => {
    truncateSync(logFile(), statSync(logFile()).size - lost)
    const before = readFileSync(logFile())
    const { stdout, stderr, status } = repair()
    expect({ stderr, status }).toMatchObject({ status: 0 })
    expect(stdout).toMatch(/^started --aof-load-truncated no$/m)
    expect(kept()).toHaveLength(1)
    const [whole, cut] = [readFileSync(logFile()), readFileSync(join(folder(), kept()[0] ?? ''))]
    expect(cut.toString()).toMatch(/^\*1\r\n\$5\r\nMULTI/)
    expect(Buffer.concat([whole, cut])).toEqual(before)
  })
})

describe('a log that is damaged', () => {
  it.for([
    [
      'a byte of a line break in its middle',
      '\r\n',
      '#\n',
      /is damaged behind byte \d+, \d+ bytes before its end/,
    ],
    ['a length that reaches beyond its end', '$200', '$999', /./],
    ['a length far beyond its end', '$200\r\n', '$9999999\r\n', /would lose \d transactions \(\d+ bytes\)/],
  ] as const)('is left as it is, and Redis does not start: %s', ([, piece, by, why]) => {
    damage(piece, by, 1_000)
    const before = readFileSync(logFile())
    const { stdout, stderr, status } = repair()
    expect(status).toBe(1)
    expect(stdout).not.toContain('started')
    expect(stderr).toMatch(why)
    expect(stderr).toContain('Copy appendonlydir, then restore it from a replica or a backup')
    expect(readFileSync(logFile())).toEqual(before)
    expect(kept()).toEqual([])
  })

  it('in a part that is missing is named', () => {
    const base = readdirSync(folder()).find((name) => name.endsWith('.base.rdb')) ?? ''
    rmSync(join(folder(), base))
    const { stderr, status } = repair()
    expect(status).toBe(1)
    expect(stderr).toContain('the log cannot be read: Cannot open file')
  })
})

it('says in one line where there is no log, and starts', () => {
  rmSync(folder(), { recursive: true })
  const { stdout, stderr, status } = repair()
  expect({ stdout, status }).toEqual({ stdout: 'started --aof-load-truncated no\n', status: 0 })
  expect(stderr).toMatch(/^repair-aof: no appendonlydir\/appendonly\.aof\.manifest in [^\n]+\n$/)
})
