// In: settings. Out: a client that reconnects by itself. Edge. Fails closed: a call that gets no answer in
// time fails, and its caller may try again. No call waits for ever, is answered by a server that was found
// not to be the master, or reaches a database other than that of the settings.
import { Cluster, Redis } from 'ioredis'

import { clauseOf, WaywardenError } from '../contract/errors.ts'
import { addressText, type RedisSettings } from '../ops/settings-form.ts'
import { tlsOptions } from '../ops/tls-options.ts'
import type { RedisClient } from './lua-script.ts'
import { remedyOf } from './redis-errors.ts'

const LONGEST_PAUSE_MS = 2_000
/** Tells ioredis to reconnect, and to fail the command. */
const RECONNECT_AND_FAIL = 1 as const
const LOOK_FOR_MASTER_AGAIN_MS = 1_000

/**
 * Connects to one server, to the master that Sentinels name, or to a cluster. The client is ready, and from
 * then on reconnects by itself for ever. `onError` is called with the reason why it is not connected; that is
 * a `WaywardenError` if only a person can fix it. A call fails after about `commandTimeoutMs` at the latest.
 * @throws WaywardenError `redis_unavailable` if it is not ready within `connectTimeoutMs`
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
    // By itself ioredis would carry on after a refusal, in database 0 if SELECT was
    // refused. Disconnecting keeps it from becoming ready.
    if (client.status === 'connect') client.disconnect(true)
    hear(isOfSelect(error) ? databaseRefused(settings.database, error) : error)
  })
  client.on('node error', hear) // an error of one member of a cluster
  if (await becomesReady(client, settings.connectTimeoutMs)) return client
  client.disconnect()
  throw new WaywardenError(
    'redis_unavailable',
    `Redis (${whereRedisIs(settings)}) cannot be used: ${whyNot(last)}`,
    { cause: last },
  )
}

/** What the settings say of where Redis is, such as `single: localhost:6379`. */
export const whereRedisIs = ({ mode, nodes }: RedisSettings): string =>
  `${mode}: ${nodes.map(addressText).join(', ')}`

/** Whether a server refused SELECT: ioredis adds to each error the command that it answers. */
const isOfSelect = (error: Error): boolean =>
  (error as { readonly command?: { readonly name?: unknown } }).command?.name === 'select'

const databaseRefused = (database: number, cause: Error): WaywardenError =>
  new WaywardenError(
    'redis_unavailable',
    `redis.database ${database} was refused: ${clauseOf(cause)}. Give the user the right to SELECT (see the README), or set redis.database to one that the server has`,
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

/** A cluster's error only says that it is not reached; the reason is in `lastNodeError`. */
const causeOf = (error: Error): Error => {
  const { lastNodeError } = error as { lastNodeError?: unknown }
  return lastNodeError instanceof Error ? lastNodeError : error
}

/** The last error, with what to do about it. An error of our own already says that. */
const whyNot = (last: Error | null): string => {
  if (last === null) return 'no answer, or missing permissions (see the README)'
  if (last instanceof WaywardenError) return last.message
  const cause = causeOf(last)
  const clause = cause === last ? clauseOf(last) : `${last.message} ${clauseOf(cause)}`
  return `${clause}. ${remedyOf(cause.message)}`
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
    // The lane retries by itself and keeps its membership alive meanwhile. Retries in
    // the client would only hide the outage.
    maxRetriesPerRequest: 1,
    // Gives up a connection that was cut silently, for which TCP alone would wait a quarter of an hour.
    socketTimeout: 2 * settings.commandTimeoutMs,
    retryStrategy: pauseMs,
    reconnectOnError: createReplicaEscape(),
    // Without this, ioredis tells its name and version on every connection. That takes another permission, or
    // leaves an entry in the server's security log.
    disableClientInfo: true,
    ...(settings.tls === null ? {} : { tls: tlsOptions(settings.tls) }),
  }
}

/**
 * After a failover the old master may still answer, as a replica; a new connection may find the new master.
 * Until there is one, every command is refused. Reconnecting and resending for each of them would be a storm
 * that hides the reason, so the client reconnects at most once a second and does not resend.
 */
function createReplicaEscape() {
  let lastMs = -Infinity
  return ({ message }: Error): typeof RECONNECT_AND_FAIL | false => {
    const nowMs = performance.now()
    if (!message.startsWith('READONLY') || nowMs - lastMs < LOOK_FOR_MASTER_AGAIN_MS) return false
    lastMs = nowMs
    return RECONNECT_AND_FAIL
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
    // Commands queued for a cluster have no time limit. Without a queue they fail at
    // once, and the lane tries again.
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

/**
 * Pause before the next try, in milliseconds. Its random part keeps many processes from
 * returning at the same moment.
 */
function pauseMs(tries: number): number {
  return Math.min(50 * 2 ** Math.min(tries, 10), LONGEST_PAUSE_MS) + Math.random() * 100
}
