import { join } from 'node:path'

import { startChild } from './child.ts'
import { freePorts } from './free-ports.ts'
import { ensureTools } from './install.ts'
import { makeDirectory, startService, type Service } from './service.ts'

/** A redis-server of ours. */
export type RedisService = Service & { readonly host: string; readonly port: number }

export type RedisOptions = {
  /** More lines of redis.conf, by name: `{ requirepass: 'secret' }`. */
  readonly settings?: Readonly<Record<string, string>>
}

const host = '127.0.0.1'

// What the README asks of a Redis for waywarden, but for its address.
const asDocumented: Readonly<Record<string, string>> = {
  appendonly: 'yes',
  appendfsync: 'everysec',
  save: '',
  'maxmemory-policy': 'noeviction',
}

/** Starts a redis-server on a free port with a data directory of its own (AOF, fsync every second). */
export async function startRedis(options: RedisOptions = {}): Promise<RedisService> {
  ensureTools(['redis-server'])
  const [port = 0] = await freePorts(1)
  const directory = makeDirectory('redis')
  const settings = { bind: host, port: String(port), ...asDocumented, ...options.settings }
  const service = await startService(directory, () =>
    startChild({
      command: 'redis-server',
      args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
      cwd: directory,
      logFile: join(directory, 'redis.log'),
      isReady: (log) => log.includes('Ready to accept connections'),
    }),
  )
  return { ...service, host, port }
}
