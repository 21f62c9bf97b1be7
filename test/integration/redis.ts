import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import type { Authority } from './certificates.ts'
import { startChild } from './child.ts'
import { freePorts } from './free-ports.ts'
import { ensureTools } from './install.ts'
import { makeDirectory, startService, type Service } from './service.ts'

/** A redis-server started by the tests. */
export type RedisService = Service & { readonly host: string; readonly port: number }

export type RedisOptions = {
  /** More lines of redis.conf, by name: `{ requirepass: 'secret' }`. */
  readonly settings?: Readonly<Record<string, string>>
  /** If given, the port speaks TLS only and requires a client certificate signed by this authority. */
  readonly tls?: Authority
}

const host = '127.0.0.1'
const repairAof = resolve(import.meta.dirname, '../../.docker/repair-aof.sh')

// Settings that the README asks of a Redis for waywarden, apart from its address.
const asDocumented: Readonly<Record<string, string>> = {
  appendonly: 'yes',
  appendfsync: 'everysec',
  save: '""',
  maxmemory: '1gb',
  'maxmemory-policy': 'noeviction',
}

/** Starts a redis-server on a free port with its own data directory (AOF, fsync every second). */
export async function startRedis({ settings = {}, tls }: RedisOptions = {}): Promise<RedisService> {
  const [port = 0] = await freePorts(1)
  const own = tls === undefined ? { port: String(port) } : { port: '0', ...tlsPort(port, tls) }
  const address = { bind: host, ...own }
  return startServer(port, { ...address, ...asDocumented, ...settings }, 'Ready to accept connections')
}

/** Settings that make a server speak TLS on this port, beside its other ports. */
export function tlsPort(port: number, authority: Authority): Readonly<Record<string, string>> {
  const { certFile, keyFile } = authority.issue('redis')
  return {
    'tls-port': String(port),
    'tls-cert-file': certFile,
    'tls-key-file': keyFile,
    'tls-ca-cert-file': authority.caFile,
  }
}

/** Starts a Sentinel that decides alone, after four seconds, that the master is down. */
export async function startSentinel(
  name: string,
  master: { readonly host: string; readonly port: number },
  { settings = {}, tls }: RedisOptions = {},
): Promise<RedisService> {
  const [port = 0] = await freePorts(1)
  const own =
    tls === undefined
      ? { port: String(port) }
      : { port: '0', ...tlsPort(port, tls), 'tls-replication': 'yes' }
  const monitoring = {
    bind: host,
    ...own,
    'sentinel monitor': `${name} ${master.host} ${master.port} 1`,
    // A replica may have lost its master for ten times as long and still be promoted (sentinelSelectReplica).
    'sentinel down-after-milliseconds': `${name} 4000`,
    'sentinel failover-timeout': `${name} 3000`,
  }
  return startServer(port, { ...monitoring, ...settings }, '+monitor master', ['--sentinel'])
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
