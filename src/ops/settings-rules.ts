import { DAY_MS } from '../contract/time-units.ts'
import { LONGEST_WINDOW_MS } from '../core/windows/levels.ts'
import type { SettingName, SettingValues } from './settings-table.ts'

/** A rule that a setting's own schema does not express, often between several settings. */
type Rule = {
  readonly settings: readonly SettingName[]
  readonly isBroken: (values: SettingValues) => boolean
  readonly message: string
}

const MIN_MAX_WAIT_MS = 1
/** Kafka writes sizes as signed 32-bit numbers. */
const BYTES_BEYOND = 2 ** 31
/** Larger batches of records are not read (kafka-codecs.ts). */
const MOST_EVENT_BYTES = 2 ** 28
const MOST_PORT = 65_535

const topics = [
  'kafka.topics.queries',
  'kafka.topics.alerts',
  'kafka.topics.rejects',
  'kafka.topics.coverage',
  'kafka.topics.findings',
] as const

/** Timers of Node hold 24 days: a longer one would fire at once, as one of 0 does. */
const timers = [
  'kafka.sessionTimeout',
  'kafka.connectionTimeout',
  'kafka.requestTimeout',
  'kafka.commitEvery',
  'redis.connectTimeout',
  'redis.commandTimeout',
] as const

const rules: readonly Rule[] = [
  ...timers.map((timer): Rule => ({
    settings: [timer],
    isBroken: (v) => v[timer] <= 0 || v[timer] > DAY_MS,
    message: `${timer} must be above 0 and at most P1D`,
  })),
  {
    settings: ['watchdog.stalledAfter'],
    isBroken: (v) => v['watchdog.stalledAfter'] <= 0,
    message: 'watchdog.stalledAfter must be above 0',
  },
  {
    settings: ['kafka.maxBytesPerPartition'],
    isBroken: (v) => v['kafka.maxBytesPerPartition'] <= 0 || v['kafka.maxBytesPerPartition'] >= BYTES_BEYOND,
    message: 'kafka.maxBytesPerPartition must be above 0 and below 2GiB',
  },
  {
    settings: ['limits.maxEventBytes'],
    isBroken: (v) => v['limits.maxEventBytes'] <= 0 || v['limits.maxEventBytes'] > MOST_EVENT_BYTES,
    message: 'limits.maxEventBytes must be above 0 and at most 256MiB',
  },
  {
    settings: ['kafka.sasl.mechanism', 'kafka.sasl.username', 'kafka.sasl.password'],
    isBroken: (v) =>
      v['kafka.sasl.mechanism'] !== 'none' &&
      (v['kafka.sasl.username'] === null || v['kafka.sasl.password'] === null),
    message: 'kafka.sasl.mechanism needs kafka.sasl.username and kafka.sasl.password',
  },
  {
    settings: ['kafka.sasl.mechanism', 'kafka.sasl.username', 'kafka.sasl.password'],
    isBroken: (v) =>
      v['kafka.sasl.mechanism'] === 'none' &&
      (v['kafka.sasl.username'] !== null || v['kafka.sasl.password'] !== null),
    message: 'kafka.sasl.mechanism must be set for kafka.sasl.username and kafka.sasl.password to be used',
  },
  {
    settings: ['kafka.sessionTimeout', 'kafka.maxWait'],
    isBroken: (v) =>
      v['kafka.maxWait'] < MIN_MAX_WAIT_MS || v['kafka.maxWait'] * 3 > v['kafka.sessionTimeout'],
    message: 'kafka.maxWait must be above 0 and at most a third of kafka.sessionTimeout',
  },
  ...topics.flatMap((topic, at) =>
    topics.slice(0, at).map((other): Rule => ({
      settings: [topic, other],
      isBroken: (v) => v[topic] === v[other],
      message: `${other} and ${topic} must not be the same topic`,
    })),
  ),
  ...topics.map((topic): Rule => ({
    settings: [topic],
    isBroken: (v) => !isTopicName(v[topic]),
    message: `${topic} must be a name that Kafka takes: up to 249 letters, digits, dots, underscores and hyphens`,
  })),
  ...(['kafka.brokers', 'redis.nodes'] as const).map((nodes): Rule => ({
    settings: [nodes],
    isBroken: (v) => !v[nodes].every(hasPort),
    message: `${nodes} must have ports from 1 to ${MOST_PORT}`,
  })),
  ...(['kafka.tls', 'redis.tls'] as const).flatMap((tls): Rule[] => [
    {
      settings: [`${tls}.certFile`, `${tls}.keyFile`],
      isBroken: (v) => (v[`${tls}.certFile`] === null) !== (v[`${tls}.keyFile`] === null),
      message: `${tls}.certFile and ${tls}.keyFile must be set together`,
    },
    {
      settings: [`${tls}.enabled`, `${tls}.caFile`, `${tls}.certFile`, `${tls}.keyFile`],
      isBroken: (v) =>
        !v[`${tls}.enabled`] && [v[`${tls}.caFile`], v[`${tls}.certFile`], v[`${tls}.keyFile`]].some(isSet),
      message: `${tls}.enabled must be true for its files to be used`,
    },
  ]),
  {
    settings: ['redis.mode', 'redis.sentinel.name'],
    isBroken: (v) => (v['redis.mode'] === 'sentinel') !== isSet(v['redis.sentinel.name']),
    message: 'redis.sentinel.name must be set where redis.mode is sentinel, and only there',
  },
  {
    settings: ['redis.mode', 'redis.sentinel.username', 'redis.sentinel.password'],
    isBroken: (v) =>
      v['redis.mode'] !== 'sentinel' &&
      [v['redis.sentinel.username'], v['redis.sentinel.password']].some(isSet),
    message: 'redis.mode must be sentinel for redis.sentinel.username and redis.sentinel.password to be used',
  },
  {
    settings: ['redis.mode', 'redis.nodes'],
    isBroken: (v) => v['redis.mode'] === 'single' && v['redis.nodes'].length > 1,
    message: 'redis.nodes must be one where redis.mode is single',
  },
  {
    settings: ['redis.mode', 'redis.database'],
    isBroken: (v) => v['redis.mode'] === 'cluster' && v['redis.database'] !== 0,
    message: 'redis.database must be 0 where redis.mode is cluster',
  },
  {
    settings: ['redis.keyPrefix'],
    isBroken: (v) => /[{}]/.test(v['redis.keyPrefix']),
    message: 'redis.keyPrefix must not contain braces: they decide where a cluster keeps a lane',
  },
  {
    settings: ['kafka.brokers'],
    isBroken: (v) => v['kafka.brokers'].some((address) => address.startsWith('[')),
    message: 'kafka.brokers must be names or IPv4 addresses: the client cannot connect to an IPv6 address',
  },
  {
    settings: ['time.maxAhead'],
    isBroken: (v) => v['time.maxAhead'] > DAY_MS,
    message: 'time.maxAhead must be at most P1D: one wrong clock would close the alerts of others',
  },
  {
    settings: ['time.maxLateness'],
    isBroken: (v) => v['time.maxLateness'] <= 0,
    message: 'time.maxLateness must be above 0: every event older than its record would be rejected',
  },
  {
    settings: ['time.maxLateness'],
    isBroken: (v) => v['time.maxLateness'] > LONGEST_WINDOW_MS,
    message: 'time.maxLateness must be at most P7D, the longest window',
  },
]

/** The rules that are broken. One about a faulty setting is left out: it would mislead. */
export function findBrokenRules(
  values: SettingValues,
  faulty: ReadonlySet<SettingName>,
): readonly Pick<Rule, 'settings' | 'message'>[] {
  return rules
    .filter(({ settings }) => !settings.some((name) => faulty.has(name)))
    .filter(({ isBroken }) => isBroken(values))
}

const isSet = (value: string | null): boolean => value !== null

const isTopicName = (name: string): boolean => /^(?!\.\.?$)[a-zA-Z0-9._-]{1,249}$/.test(name)

const hasPort = (address: string): boolean => {
  const port = Number(address.slice(address.lastIndexOf(':') + 1))
  return port >= 1 && port <= MOST_PORT
}
