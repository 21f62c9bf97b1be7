// In: settings. Out: a client that connects by itself, again and again. Edge.
// Fails closed: a call that gets no answer in time is an error for its caller, who may try again; none waits for ever,
// none is answered by a server that was found not to be the master, and none reaches another database than that of the settings.
import { Cluster, Redis } from 'ioredis'

import { WaywardenError } from '../contract/errors.ts'
import type { RedisSettings } from '../ops/settings-form.ts'
import { tlsOptions } from '../ops/tls-options.ts'
import type { RedisClient } from './lua-script.ts'

const longestPauseMs = 2_000
/** ioredis: connect anew, and have the command fail. */
const reconnectAndFail = 1 as const
const LOOK_FOR_MASTER_AGAIN_MS = 1_000

/**
 * A client for one server, for the master that Sentinels name, or for a cluster; ready, and from then on connecting again
 * by itself for ever. `onError` hears why it is not connected; a `WaywardenError` where only a person can mend it. A call fails after about `commandTimeoutMs` at the latest.
 * @throws WaywardenError `redis_unavailable` where it is not ready within `connectTimeoutMs`
 */
export async function connectRedis(
  settings: RedisSettings,
  onError: (error: Error) => void,
): Promise<RedisClient> {
  const client = createClient(settings)
  let last: Error | null = null
  const hear = (error: Error) => {
    last = error
    onError(error)
  }
  client.on('error', (error: Error) => {
    // By itself the client goes on without what was refused, in database 0 where it was SELECT: it must not become ready.
    if (client.status === 'connect') client.disconnect(true)
    hear(isOfSelect(error) ? databaseRefused(settings.database, error) : error)
  })
  client.on('node error', hear) // of a member of a cluster
  if (await becomesReady(client, settings.connectTimeoutMs)) return client
  client.disconnect()
  const where = settings.nodes.map(({ host, port }) => `${host}:${port}`).join(', ')
  const why = last === null ? 'no answer, or missing permissions (see the README)' : describe(last)
  throw new WaywardenError('redis_unavailable', `Redis (${settings.mode}: ${where}) cannot be used: ${why}`, {
    cause: last,
  })
}

/** ioredis marks the answers of a server with the command that they answer. */
const isOfSelect = (error: Error): boolean =>
  (error as { readonly command?: { readonly name?: unknown } }).command?.name === 'select'

const databaseRefused = (database: number, cause: Error): WaywardenError =>
  new WaywardenError(
    'redis_unavailable',
    `redis.database ${database} was refused: ${cause.message}. Give the user the right to SELECT (see the README), or set redis.database to one that the server has`,
    { cause },
  )

function becomesReady(client: RedisClient, limitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), limitMs)
    client.once('ready', () => {
      clearTimeout(timer)
      resolve(true)
    })
  })
}

// A cluster only says that it is not reached; the reason is underneath.
function describe(error: Error): string {
  const { lastNodeError } = error as { lastNodeError?: unknown }
  return lastNodeError instanceof Error ? `${error.message} ${lastNodeError.message}` : error.message
}

function createClient(settings: RedisSettings): RedisClient {
  const { mode, nodes, sentinel } = settings
  const options = connectionOptions(settings)
  if (mode === 'cluster') return createCluster(settings, options)
  if (mode === 'single') return new Redis({ ...options, ...nodes[0] })
  return new Redis({
    ...options,
    ...sentinelOptions(settings),
    name: sentinel.name ?? '',
    sentinels: [...nodes],
  })
}

function connectionOptions(settings: RedisSettings) {
  return {
    ...login(settings),
    db: settings.database,
    connectTimeout: settings.connectTimeoutMs,
    commandTimeout: settings.commandTimeoutMs,
    // The lane tries again by itself, while it keeps its membership alive; the client's own patience would only hide it.
    maxRetriesPerRequest: 1,
    // A connection that was cut without a word is given up, not waited on for the quarter of an hour that TCP takes.
    socketTimeout: 2 * settings.commandTimeoutMs,
    retryStrategy: pauseMs,
    reconnectOnError: createReplicaEscape(),
    // Its name and version, which it would tell on every connection: a right more, or an entry in the server's security log.
    disableClientInfo: true,
    ...(settings.tls === null ? {} : { tls: tlsOptions(settings.tls) }),
  }
}

/**
 * After a failover the old master may still answer, as a replica: a new connection may find the new one. Where there is none yet, every
 * command is refused: connecting for each of them, and sending it again, would be a storm that never tells why.
 */
function createReplicaEscape() {
  let lastMs = -Infinity
  return ({ message }: Error): typeof reconnectAndFail | false => {
    const nowMs = performance.now()
    if (!message.startsWith('READONLY') || nowMs - lastMs < LOOK_FOR_MASTER_AGAIN_MS) return false
    lastMs = nowMs
    return reconnectAndFail
  }
}

function sentinelOptions(settings: RedisSettings) {
  const { sentinel, tls } = settings
  return {
    ...(sentinel.username === null ? {} : { sentinelUsername: sentinel.username }),
    ...(sentinel.password === null ? {} : { sentinelPassword: sentinel.password }),
    sentinelRetryStrategy: pauseMs,
    sentinelCommandTimeout: settings.commandTimeoutMs,
    failoverDetector: true,
    ...(tls === null ? {} : { enableTLSForSentinelMode: true, sentinelTLS: tlsOptions(tls) }),
  }
}

function createCluster(settings: RedisSettings, redisOptions: ReturnType<typeof connectionOptions>): Cluster {
  return new Cluster([...settings.nodes], {
    clusterRetryStrategy: pauseMs,
    slotsRefreshTimeout: settings.commandTimeoutMs,
    // What waits for a cluster has no time limit; so it fails at once, and the lane tries again.
    enableOfflineQueue: false,
    redisOptions: { ...redisOptions, db: 0 },
    // With TLS the members are known by the names in their certificates, not by addresses.
    ...(settings.tls === null ? {} : { dnsLookup: (name, done) => done(null, name) }),
  })
}

function login({ username, password }: RedisSettings) {
  return {
    ...(username === null ? {} : { username }),
    ...(password === null ? {} : { password }),
  }
}

/** Pause before the next try; a little by chance, so that many processes do not return at one moment. */
function pauseMs(tries: number): number {
  return Math.min(50 * 2 ** Math.min(tries, 10), longestPauseMs) + Math.random() * 100
}
