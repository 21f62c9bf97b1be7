import { mappingFaults } from '../contract/mapping-faults.ts'
import type { Mapping } from '../contract/mapping-schema.ts'
import {
  addresses,
  choice,
  duration,
  environmentSecret,
  flag,
  optionalText,
  path,
  secret,
  section,
  type Setting,
  size,
  text,
  whole,
} from './setting.ts'

const port = { minimum: 0, maximum: 65_535 }

/**
 * Every setting there is: name in the YAML file, default, meaning. The environment variable of
 * `kafka.groupId` is WAYWARDEN_KAFKA_GROUP_ID. The README's table is made from this one.
 */
const settingsTable = {
  tokenKey: environmentSecret(
    'Secret that turns waybill numbers into tokens, 16 bytes or more. Required, here or in `tokenKeyFile`. Changing it makes every waybill look new, so `run` refuses state made with another.',
  ),
  tokenKeyFile: path('File that contains the secret instead; a trailing line break is ignored.'),
  alertTokenKey: environmentSecret(
    'Secret for the tokens in published alerts, 16 bytes or more, and not the token key. Derived from the token key if absent.',
  ),
  alertTokenKeyFile: path('File that contains that secret instead.'),

  'kafka.brokers': addresses(['localhost:9092'], 'Bootstrap brokers, host:port.'),
  'kafka.clientId': text('waywarden', 'Client name of this process; stable, and unique to each instance.'),
  'kafka.groupId': text(
    'waywarden',
    'Consumer group. Processes of one group share the lanes. The second pass has its own group, with `-rings` appended to the name.',
  ),
  'kafka.topics.queries': text('waybill.queries', 'Audit events, keyed by account.'),
  'kafka.topics.alerts': text('waywarden.alerts', 'Alerts. Compacted.'),
  'kafka.topics.rejects': text(
    'waywarden.rejects',
    'Where each event lies that cannot be scored, and why; never its content.',
  ),
  'kafka.topics.coverage': text('waywarden.coverage', 'How far each lane has been scored. Compacted.'),
  'kafka.topics.findings': text(
    'waywarden.findings',
    'Findings of the first pass about devices, addresses and outlets, for the second. Internal.',
  ),
  'kafka.startFrom': choice(
    ['earliest', 'latest', 'error'],
    'earliest',
    'Where a lane without history in Redis starts. `error` refuses to start it.',
  ),
  'kafka.onLostOffsets': choice(
    ['stop', 'continue'],
    'stop',
    'What a lane does if the broker has deleted records before they were scored: stop until an operator acts, or continue and count the gap.',
  ),
  'kafka.sessionTimeout': duration(
    'PT30S',
    'A process silent for this long loses its lanes; after 10 s already (or three times `kafka.maxWait`) if another process joins or leaves.',
  ),
  'kafka.connectionTimeout': duration('PT3S', 'Longest wait for a connection to a broker.'),
  'kafka.requestTimeout': duration('PT30S', "Longest wait for a broker's answer."),
  'kafka.maxWait': duration(
    'PT0.2S',
    'Longest wait of a fetch for data. A pause or a rebalance may have to wait for it.',
  ),
  'kafka.maxBytesPerPartition': size(
    '4MiB',
    'Most bytes fetched from a partition at once. A broker sends no more than its `fetch.max.bytes`.',
  ),
  'kafka.maxBatchRecords': whole(
    10_000,
    { minimum: 1, maximum: 20_000 },
    'Most records per checkpoint. Higher values give more throughput, lower values less latency.',
  ),
  'kafka.partitionsConsumedConcurrently': whole(
    4,
    { minimum: 1, maximum: 1_024 },
    'Lanes processed concurrently in one process, so that one computes while another waits for Redis.',
  ),
  'kafka.commitEvery': duration(
    'PT5S',
    "How often the group's offsets are committed. They only serve lag tools; the offsets in Redis count.",
  ),
  'kafka.tls.enabled': flag(false, 'Use TLS to the brokers.'),
  'kafka.tls.caFile': path(
    "Certificates to trust, PEM. If absent, those bundled with Node.js and those in NODE_EXTRA_CA_CERTS; the system's with NODE_OPTIONS=--use-openssl-ca.",
  ),
  'kafka.tls.certFile': path('Client certificate, PEM.'),
  'kafka.tls.keyFile': path('Key of the client certificate, PEM.'),
  'kafka.tls.rejectUnauthorized': flag(true, 'Refuse a broker whose certificate is invalid.'),
  'kafka.sasl.mechanism': choice(
    ['none', 'plain', 'scram-sha-256', 'scram-sha-512'],
    'none',
    'How to log in to the brokers. plain sends the password unencrypted: use it with `kafka.tls` only.',
  ),
  'kafka.sasl.username': optionalText('Name to log in with.'),
  'kafka.sasl.password': secret('Password to log in with.'),

  'redis.mode': choice(['single', 'sentinel', 'cluster'], 'single', 'What `redis.nodes` refers to.'),
  'redis.nodes': addresses(
    ['localhost:6379'],
    'host:port of the server, the sentinels, or some members of the cluster.',
  ),
  'redis.username': optionalText('ACL user.'),
  'redis.password': secret('Password of the user or the server.'),
  'redis.database': whole(0, { minimum: 0, maximum: 1_000_000 }, 'Database number. A cluster has only 0.'),
  'redis.keyPrefix': text(
    'waywarden:',
    'Prefix of every key, so that several installations can share a server.',
  ),
  'redis.connectTimeout': duration('PT5S', 'Longest wait for a connection.'),
  'redis.commandTimeout': duration(
    'PT5S',
    'Longest wait for an answer; after that the lane waits and retries.',
  ),
  'redis.sentinel.name': optionalText('Name of the master at the sentinels.'),
  'redis.sentinel.username': optionalText('ACL user at the sentinels.'),
  'redis.sentinel.password': secret('Password at the sentinels.'),
  'redis.tls.enabled': flag(false, 'Use TLS to Redis and the sentinels.'),
  'redis.tls.caFile': path('Certificates to trust, PEM. If absent, as for `kafka.tls.caFile`.'),
  'redis.tls.certFile': path('Client certificate, PEM.'),
  'redis.tls.keyFile': path('Key of the client certificate, PEM.'),
  'redis.tls.rejectUnauthorized': flag(true, 'Refuse a server whose certificate is invalid.'),

  policy: path('Policy file with the thresholds. If absent, every detector uses its defaults.'),
  mapping: section<Mapping>(
    mappingFaults,
    'For an audit log in another format: where it has each field of the audit event, as JSON Pointers, constants and value maps.',
  ),

  'state.hotBytes': size(
    '256MiB',
    'Memory for the states of recently active accounts; other states stay in Redis. The second pass takes another eighth of it.',
  ),
  'time.maxAhead': duration(
    'PT5M',
    'An event further ahead of the time of its Kafka record is rejected. At most a day.',
  ),
  'time.maxLateness': duration(
    'P7D',
    'An event further behind the time of its Kafka record is rejected. At most 7 days.',
  ),
  'limits.maxEventBytes': size('1MiB', 'A longer event is rejected unread.'),
  'watchdog.stalledAfter': duration(
    'PT2M',
    'The process exits if records are waiting and none of its lanes has advanced for this long.',
  ),

  'http.host': text('127.0.0.1', 'Address of /healthz, /readyz and /metrics.'),
  'http.port': whole(9464, port, 'Port of these endpoints; 0 picks a free one.'),
  'log.level': choice(['debug', 'info', 'warn', 'error', 'silent'], 'info', 'Lowest level that is logged.'),
} as const satisfies Readonly<Record<string, Setting<unknown>>>

export type SettingName = keyof typeof settingsTable

/** Setting name to value, in the program's form. */
export type SettingValues = {
  readonly [Name in SettingName]: (typeof settingsTable)[Name] extends Setting<infer T> ? T : never
}

export const settingEntries = Object.entries(settingsTable) as [SettingName, Setting<unknown>][]

/** kafka.groupId -> WAYWARDEN_KAFKA_GROUP_ID */
export const variableOf = (name: string): string =>
  `WAYWARDEN_${name
    .replaceAll('.', '_')
    .replaceAll(/[A-Z]/g, (letter) => `_${letter}`)
    .toUpperCase()}`
