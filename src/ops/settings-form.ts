import type { PemContent } from './read-pem.ts'
import type { SettingValues } from './settings-table.ts'
import type { TokenKeys } from './token-keys.ts'

/** PEM texts; null: none given. */
export type TlsSettings = {
  readonly ca: string | null
  readonly cert: string | null
  readonly key: string | null
  readonly rejectUnauthorized: boolean
}

export type Address = { readonly host: string; readonly port: number }

/** The files that settings were read from. */
export type SettingsFiles = {
  /** Absolute path of the settings file; null: there is none, only the environment and the defaults. */
  readonly settingsFile: string | null
  /** Paths of the settings file, as it was named, and of the files that settings name. */
  readonly files: readonly string[]
}

export type Settings = ReturnType<typeof arrangeSettings>
export type KafkaSettings = Settings['kafka']
export type RedisSettings = Settings['redis']

/**
 * Converts the flat table to the nested form that the program uses. `readPem` returns a file's text, and
 * reports a file that it cannot use.
 */
export function arrangeSettings(
  v: SettingValues,
  keys: TokenKeys,
  files: SettingsFiles,
  readPem: (path: string | null, what: PemContent) => string | null,
) {
  const tls = (name: 'kafka.tls' | 'redis.tls'): TlsSettings | null => {
    if (!v[`${name}.enabled`]) return null
    return {
      ca: readPem(v[`${name}.caFile`], 'certificate'),
      cert: readPem(v[`${name}.certFile`], 'certificate'),
      key: readPem(v[`${name}.keyFile`], 'private key'),
      rejectUnauthorized: v[`${name}.rejectUnauthorized`],
    }
  }
  const mechanism = v['kafka.sasl.mechanism']
  const [username, password] = [v['kafka.sasl.username'] ?? '', v['kafka.sasl.password'] ?? '']
  return {
    ...keys,
    ...files,
    kafka: {
      brokers: v['kafka.brokers'],
      clientId: v['kafka.clientId'],
      groupId: v['kafka.groupId'],
      topics: {
        queries: v['kafka.topics.queries'],
        alerts: v['kafka.topics.alerts'],
        rejects: v['kafka.topics.rejects'],
        coverage: v['kafka.topics.coverage'],
        findings: v['kafka.topics.findings'],
      },
      startFrom: v['kafka.startFrom'],
      onLostOffsets: v['kafka.onLostOffsets'],
      sessionTimeoutMs: v['kafka.sessionTimeout'],
      connectionTimeoutMs: v['kafka.connectionTimeout'],
      requestTimeoutMs: v['kafka.requestTimeout'],
      maxWaitMs: v['kafka.maxWait'],
      maxBytesPerPartition: v['kafka.maxBytesPerPartition'],
      maxBatchRecords: v['kafka.maxBatchRecords'],
      partitionsConsumedConcurrently: v['kafka.partitionsConsumedConcurrently'],
      commitEveryMs: v['kafka.commitEvery'],
      tls: tls('kafka.tls'),
      sasl: mechanism === 'none' ? null : { mechanism, username, password },
    },
    redis: {
      mode: v['redis.mode'],
      nodes: v['redis.nodes'].map(toAddress),
      username: v['redis.username'],
      password: v['redis.password'],
      database: v['redis.database'],
      keyPrefix: v['redis.keyPrefix'],
      connectTimeoutMs: v['redis.connectTimeout'],
      commandTimeoutMs: v['redis.commandTimeout'],
      sentinel: {
        name: v['redis.sentinel.name'],
        username: v['redis.sentinel.username'],
        password: v['redis.sentinel.password'],
      },
      tls: tls('redis.tls'),
    },
    policyFile: v.policy,
    /** null: the log is written as the contract says. */
    mapping: v.mapping,
    state: { hotBytes: v['state.hotBytes'] },
    time: { maxAheadMs: v['time.maxAhead'], maxLatenessMs: v['time.maxLateness'] },
    limits: { maxEventBytes: v['limits.maxEventBytes'] },
    watchdog: { stalledAfterMs: v['watchdog.stalledAfter'] },
    http: { host: v['http.host'], port: v['http.port'] },
    log: { level: v['log.level'] },
  } as const
}

/** As settings write an address: an IPv6 one in brackets. */
export const addressText = ({ host, port }: Address): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`

function toAddress(address: string): Address {
  const colon = address.lastIndexOf(':')
  return { host: address.slice(0, colon).replace(/^\[(.*)\]$/, '$1'), port: Number(address.slice(colon + 1)) }
}
