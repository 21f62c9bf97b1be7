import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { startChild } from './child.ts'
import { freePorts } from './free-ports.ts'
import { ensureTools } from './install.ts'
import { makeDirectory, startService, type Service } from './service.ts'

/** A redis-server of ours. */
export type RedisService = Service & { readonly host: string; readonly port: number }

export type RedisOptions = {
  /** More lines of redis.conf, by name: `{ requirepass: 'secret' }`. */
  readonly settings?: Readonly<Record<string, string>>
  /** Its port speaks TLS only. */
  readonly tls?: boolean
}

const host = '127.0.0.1'
const repairAof = resolve(import.meta.dirname, '../../.docker/repair-aof.sh')

// What the README asks of a Redis for waywarden, but for its address.
const asDocumented: Readonly<Record<string, string>> = {
  appendonly: 'yes',
  appendfsync: 'everysec',
  save: '""',
  'maxmemory-policy': 'noeviction',
}

/** Starts a redis-server on a free port with a data directory of its own (AOF, fsync every second). */
export async function startRedis({ settings = {}, tls = false }: RedisOptions = {}): Promise<RedisService> {
  const [port = 0] = await freePorts(1)
  const address = { bind: host, ...(tls ? { port: '0', 'tls-port': String(port) } : { port: String(port) }) }
  return startServer(port, { ...address, ...asDocumented, ...settings }, 'Ready to accept connections')
}

/** Starts a Sentinel that alone decides, after a second, that the master is gone. */
export async function startSentinel(
  name: string,
  master: { readonly host: string; readonly port: number },
): Promise<RedisService> {
  const [port = 0] = await freePorts(1)
  const settings = {
    bind: host,
    port: String(port),
    'sentinel monitor': `${name} ${master.host} ${master.port} 1`,
    'sentinel down-after-milliseconds': `${name} 1000`,
    'sentinel failover-timeout': `${name} 10000`,
  }
  return startServer(port, settings, '+monitor master', ['--sentinel'])
}

async function startServer(
  port: number,
  settings: Readonly<Record<string, string>>,
  ready: string,
  more: readonly string[] = [],
): Promise<RedisService> {
  ensureTools(['redis-server'])
  const directory = makeDirectory('redis')
  const file = join(directory, 'redis.conf')
  const lines = Object.entries(settings).map(([name, value]) => `${name} ${value}\n`)
  writeFileSync(file, lines.join(''))
  const service = await startService(directory, () =>
    startChild({
      command: repairAof,
      args: ['redis-server', file, ...more],
      cwd: directory,
      logFile: join(directory, 'redis.log'),
      isReady: (log) => log.includes(ready),
    }),
  )
  return { ...service, host, port }
}
