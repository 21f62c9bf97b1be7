import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'

import { describe, expect, it } from 'vitest'

import { detectors } from '../../detectors/index.ts'
import { WaywardenError } from '../../src/contract/errors.ts'
import { settingEntries, variableOf } from '../../src/ops/settings-table.ts'
import { loadSettings } from '../../src/ops/settings.ts'
import { deriveAlertTokenKey, fingerprintOf } from '../../src/ops/token-keys.ts'
import { channels } from '../../src/state/store.ts'
import { parsePolicy } from './parse-policy.ts'
import { renderSettingsTable } from './settings-readme.ts'

const readme = join(import.meta.dirname, '../../README.md')
const TOKEN_KEY = 'sixteen bytes or more'
const [ca = '', cert = ''] = rootCertificates
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const PEM = { ca, cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
const folder = mkdtempSync(join(tmpdir(), 'waywarden-settings-'))

function fileOf(text: string): string {
  const file = join(mkdtempSync(join(folder, 'case-')), 'waywarden.yaml')
  writeFileSync(file, text)
  return file
}

const load = (text: string, environment: Record<string, string> = {}) =>
  loadSettings({ file: fileOf(text), environment: { WAYWARDEN_TOKEN_KEY: TOKEN_KEY, ...environment } })

function faultsOf(text: string, environment: Record<string, string> = { WAYWARDEN_TOKEN_KEY: TOKEN_KEY }) {
  const file = fileOf(text)
  try {
    loadSettings({ file, environment })
  } catch (error) {
    if (!(error instanceof WaywardenError)) throw error
    expect(error.code).toBe('settings_invalid')
    return error.message.replaceAll(file, 'waywarden.yaml').split('\n')
  }
  return []
}

const bytes = (text: string) => new TextEncoder().encode(text)

describe('settings', () => {
  it('are complete with nothing but a token key', () => {
    expect(load('')).toMatchObject({
      kafka: {
        brokers: ['localhost:9092'],
        topics: { queries: 'waybill.queries', alerts: 'waywarden.alerts', rejects: 'waywarden.rejects' },
        startFrom: 'earliest',
        sessionTimeoutMs: 30_000,
        maxWaitMs: 200,
        maxBytesPerPartition: 4_194_304,
        tls: null,
        sasl: null,
      },
      redis: {
        mode: 'single',
        nodes: [{ host: 'localhost', port: 6379 }],
        keyPrefix: 'waywarden:',
        tls: null,
      },
      state: { hotBytes: 256 * 1_048_576 },
      time: { maxAheadMs: 300_000, maxLatenessMs: 604_800_000 },
      http: { host: '127.0.0.1', port: 9464 },
      log: { level: 'info' },
      policyFile: null,
    })
  })

  it('come from the environment before the file before the defaults', () => {
    const text = 'kafka: { groupId: file, clientId: file }\nhttp: { port: 1 }\n'
    const settings = load(text, {
      WAYWARDEN_KAFKA_GROUP_ID: 'environment',
      WAYWARDEN_KAFKA_BROKERS: 'a:1, b:2',
      WAYWARDEN_HTTP_PORT: '0',
      WAYWARDEN_KAFKA_TLS_ENABLED: 'true',
      WAYWARDEN_STATE_HOT_BYTES: '2GiB',
    })
    expect(settings.kafka).toMatchObject({
      groupId: 'environment',
      clientId: 'file',
      brokers: ['a:1', 'b:2'],
    })
    expect(settings.kafka.tls).toEqual({ ca: null, cert: null, key: null, rejectUnauthorized: true })
    expect(settings).toMatchObject({ http: { port: 0 }, state: { hotBytes: 2 ** 31 } })
  })

  it('read flags in any case, and lists with a comma too many', () => {
    const { kafka } = load('', {
      WAYWARDEN_KAFKA_TLS_ENABLED: 'TRUE',
      WAYWARDEN_KAFKA_TLS_REJECT_UNAUTHORIZED: 'False',
      WAYWARDEN_KAFKA_BROKERS: 'a:1, b:2,',
    })
    expect(kafka).toMatchObject({ brokers: ['a:1', 'b:2'], tls: { rejectUnauthorized: false } })
  })

  it('take the largest and the smallest that is allowed', () => {
    const { kafka, time, redis } = load(`
kafka: { sessionTimeout: P1D, maxWait: PT8H }
time: { maxAhead: P1D, maxLateness: PT0.001S }
redis: { database: 3 }
`)
    expect(kafka).toMatchObject({ sessionTimeoutMs: 86_400_000, maxWaitMs: 28_800_000 })
    expect(time).toEqual({ maxAheadMs: 86_400_000, maxLatenessMs: 1 })
    expect(redis.database).toBe(3)
    expect(load('kafka: { maxWait: PT0.001S }').kafka.maxWaitMs).toBe(1)
    expect(load('redis: { mode: cluster }').redis.mode).toBe('cluster')
  })

  it('need no file', () => {
    const environment = { WAYWARDEN_TOKEN_KEY: TOKEN_KEY }
    const { settingsFile, files, kafka } = loadSettings({ file: null, environment })
    expect({ settingsFile, files }).toEqual({ settingsFile: null, files: [] })
    expect(kafka.groupId).toBe('waywarden')
  })

  it('take every port and every topic name that there is', () => {
    const longest = `${'x'.repeat(245)}-_.9`
    const { kafka } = load(`kafka: { brokers: ['10.0.0.1:1', 'b:65535'], topics: { alerts: ${longest} } }`)
    expect(kafka).toMatchObject({ brokers: ['10.0.0.1:1', 'b:65535'], topics: { alerts: longest } })
  })

  it('are frozen all the way down', () => {
    const { kafka, redis } = load('')
    expect(
      [kafka, kafka.topics, kafka.brokers, redis.nodes, redis.nodes[0]].every((part) =>
        Object.isFrozen(part),
      ),
    ).toBe(true)
  })

  it('list every fault of the file and of the environment at once', () => {
    const text = `kafka:
  brokers: [localhost]
  goupId: x
  sessionTimeout: 30
  startFrom: middle
  sasl: { mechanism: plain, username: me }
redis:
  mode: sentinel
  tls: { certFile: cert.pem }
tokenKey: in the file for all to see
http: { port: 70000 }
kafak: {}
`
    const environment = {
      WAYWARDEN_KAFKA_BROKER: 'a:1',
      WAYWARDEN_LOG_LEVEL: 'loud',
      WAYWARDEN_STATE_HOT_BYTES: 'lots',
      WAYWARDEN_KAFKA_PARTITIONS_CONSUMED_CONCURRENTLY: 'four',
      WAYWARDEN_TOKEN_KEY: 'short',
    }
    expect(faultsOf(text, environment).toSorted()).toEqual(
      [
        'WAYWARDEN_KAFKA_BROKER is not a setting; did you mean WAYWARDEN_KAFKA_BROKERS?',
        'WAYWARDEN_LOG_LEVEL must be one of debug, info, warn, error, silent',
        'WAYWARDEN_STATE_HOT_BYTES must look like 256MiB',
        'WAYWARDEN_KAFKA_PARTITIONS_CONSUMED_CONCURRENTLY must be a whole number',
        'waywarden.yaml:2:13: kafka.brokers.0 must look like localhost:9092',
        'waywarden.yaml:3:3: kafka.goupId is not known; did you mean groupId?',
        'waywarden.yaml:4:19: kafka.sessionTimeout must look like PT30S',
        'waywarden.yaml:5:14: kafka.startFrom must be one of earliest, latest, error',
        'waywarden.yaml:10:1: tokenKey is not known; did you mean tokenKeyFile?',
        'waywarden.yaml:11:15: http.port must be at most 65535',
        'waywarden.yaml:12:1: kafak is not known; did you mean kafka?',
        'waywarden.yaml:6:22: kafka.sasl.mechanism needs kafka.sasl.username and kafka.sasl.password',
        'waywarden.yaml:8:9: redis.sentinel.name must be set where redis.mode is sentinel, and only there',
        'waywarden.yaml:9:20: redis.tls.certFile and redis.tls.keyFile must be set together',
        'waywarden.yaml:9:20: redis.tls.enabled must be true for its files to be used',
        'WAYWARDEN_TOKEN_KEY must hold a secret of 16 bytes or more, for example the output of: openssl rand -base64 32',
      ].toSorted(),
    )
  })

  it('draw no conclusion from a setting that is faulty itself', () => {
    expect(faultsOf('kafka: { sasl: { mechanism: plain, username: me, password: 5 } }')).toEqual([
      'waywarden.yaml:1:60: kafka.sasl.password must be text, which needs quotes where it looks like a number',
    ])
  })

  it('draw none from a part of the file that is no mapping, nor from a faulty variable', () => {
    const environment = { WAYWARDEN_TOKEN_KEY: TOKEN_KEY, WAYWARDEN_KAFKA_SASL_USERNAME: 'me' }
    for (const part of ['kafka: 5', 'kafka:', 'kafka: { sasl: }'])
      expect(faultsOf(part, environment)).toEqual([expect.stringContaining('must be a mapping')])
    const mode = { WAYWARDEN_TOKEN_KEY: TOKEN_KEY, WAYWARDEN_REDIS_MODE: 'sentinal' }
    expect(faultsOf('redis: { sentinel: { name: primary } }', mode)).toEqual([
      'WAYWARDEN_REDIS_MODE must be one of single, sentinel, cluster',
    ])
  })

  it('refuse a variable that is like none of theirs, or of a part that the file alone can hold', () => {
    const environment = { WAYWARDEN_TOKEN_KEY: TOKEN_KEY, WAYWARDEN_QUOKKA: 'x', WAYWARDEN_MAPPING: '{}' }
    expect(faultsOf('', environment)).toEqual([
      'WAYWARDEN_QUOKKA is not a setting',
      'WAYWARDEN_MAPPING is not read: mapping can only be set in the settings file',
    ])
  })

  it.each([
    ['KAFKA_BROKER', 'KAFKA_BROKERS'],
    ['KFKA_GROUPID', 'KAFKA_GROUP_ID'],
    ['KAFKA_TOPIC', 'KAFKA_TOPICS_QUERIES'],
    ['REDIS_NODE', 'REDIS_NODES'],
    ['POLICY_FILE', 'POLICY'],
  ])('take a variable for the one it is near to within its section: %s for %s', (written, meant) => {
    expect(faultsOf('', { WAYWARDEN_TOKEN_KEY: TOKEN_KEY, [`WAYWARDEN_${written}`]: 'x' })).toEqual([
      `WAYWARDEN_${written} is not a setting; did you mean WAYWARDEN_${meant}?`,
    ])
  })

  it.each(['REDIS_HOST', 'KAFKA_BOOTSTRAP_SERVERS', 'CONFIG', 'PORT'])(
    'guess none for a variable that has only the words of a section in common with theirs: %s',
    (written) => {
      expect(faultsOf('', { WAYWARDEN_TOKEN_KEY: TOKEN_KEY, [`WAYWARDEN_${written}`]: 'x' })).toEqual([
        `WAYWARDEN_${written} is not a setting`,
      ])
    },
  )

  it.each([
    [
      'kafka: { topics: { alerts: waybill.queries } }',
      'kafka.topics.queries and kafka.topics.alerts must not be the same topic',
    ],
    [
      'kafka: { topics: { findings: waybill.queries } }',
      'kafka.topics.queries and kafka.topics.findings must not be the same topic',
    ],
    [
      'kafka: { topics: { alerts: a b } }',
      'waywarden.yaml:1:28: kafka.topics.alerts must be a name that Kafka takes',
    ],
    ['kafka: { topics: { queries: .. } }', 'waywarden.yaml:1:29: kafka.topics.queries must be a name'],
    [`kafka: { topics: { rejects: ${'x'.repeat(250)} } }`, 'kafka.topics.rejects must be a name'],
    [
      'kafka: { brokers: [a:9092, a:99999] }',
      'waywarden.yaml:1:19: kafka.brokers must have ports from 1 to 65535',
    ],
    ['redis: { nodes: [a:0] }', 'waywarden.yaml:1:17: redis.nodes must have ports from 1 to 65535'],
    ['kafka: { sasl: { username: me } }', 'kafka.sasl.mechanism must be set for'],
    ['kafka: { maxWait: PT20S }', 'kafka.maxWait must be above 0 and at most a third'],
    ['redis: { nodes: [a:1, b:2] }', 'redis.nodes must be one'],
    ['redis: { mode: cluster, database: 1 }', 'redis.database must be 0'],
    ["redis: { keyPrefix: '{x}' }", 'redis.keyPrefix must not contain braces'],
    ['time: { maxLateness: P8D }', 'time.maxLateness must be at most P7D'],
    ['time: { maxLateness: PT0S }', 'time.maxLateness must be above 0'],
    ['time: { maxAhead: PT24H1S }', 'time.maxAhead must be at most P1D'],
    ["kafka: { brokers: ['a:1', '[::1]:9092'] }", 'kafka.brokers must be names or IPv4 addresses'],
    ['kafka: { maxWait: PT0S }', 'kafka.maxWait must be above 0'],
    ['kafka: { sasl: { password: secret } }', 'kafka.sasl.mechanism must be set for'],
    [
      'kafka: { sasl: { mechanism: plain, password: secret } }',
      'kafka.sasl.mechanism needs kafka.sasl.username',
    ],
    [
      'redis: { sentinel: { name: primary } }',
      'redis.sentinel.name must be set where redis.mode is sentinel',
    ],
    [
      'redis: { sentinel: { username: me } }',
      'waywarden.yaml:1:32: redis.mode must be sentinel for redis.sentinel.username',
    ],
    ['redis: { mode: cluster, sentinel: { password: secret } }', 'redis.mode must be sentinel for'],
    ['policy: [', 'waywarden.yaml:1:'],
    ['kafka: { tls: { enabled: true, caFile: none.pem } }', 'none.pem: cannot be read'],
  ])('refuse %s', (text, fault) => {
    const faults = faultsOf(text)
    expect(faults).toHaveLength(1)
    expect(faults[0]).toContain(fault)
  })

  it('say where the setting stands that does not go with others', () => {
    const environment = { WAYWARDEN_TOKEN_KEY: TOKEN_KEY, WAYWARDEN_REDIS_KEY_PREFIX: '{x}' }
    expect(faultsOf('time:\n  maxLateness: P8D\nredis:\n  keyPrefix: y\n', environment)).toEqual([
      'WAYWARDEN_REDIS_KEY_PREFIX: redis.keyPrefix must not contain braces: they decide where a cluster keeps a lane',
      'waywarden.yaml:2:16: time.maxLateness must be at most P7D, the longest window',
    ])
  })

  it.each([
    ['kafka.sessionTimeout', 'P30D', 'must be above 0 and at most P1D'],
    ['kafka.connectionTimeout', 'PT0S', 'must be above 0 and at most P1D'],
    ['kafka.requestTimeout', 'P30D', 'must be above 0 and at most P1D'],
    ['kafka.commitEvery', 'PT0S', 'must be above 0 and at most P1D'],
    ['redis.connectTimeout', 'P30D', 'must be above 0 and at most P1D'],
    ['redis.commandTimeout', 'PT0S', 'must be above 0 and at most P1D'],
    ['watchdog.stalledAfter', 'PT0S', 'must be above 0'],
    ['kafka.maxBytesPerPartition', '0MiB', 'must be above 0 and below 2GiB'],
    ['kafka.maxBytesPerPartition', '2GiB', 'must be above 0 and below 2GiB'],
    ['limits.maxEventBytes', '0MiB', 'must be above 0 and at most 256MiB'],
    ['limits.maxEventBytes', '257MiB', 'must be above 0 and at most 256MiB'],
  ])('refuse what would stop the program or let nothing through: %s of %s', (name, value, rule) => {
    const variable = variableOf(name)
    expect(faultsOf('', { WAYWARDEN_TOKEN_KEY: TOKEN_KEY, [variable]: value })).toEqual([
      `${variable}: ${name} ${rule}`,
    ])
  })

  it.each([
    ['policy.yaml', null],
    ['other.yaml', 'policy.yaml'],
  ])('have the faults of the policy listed with theirs: %s, %s', (inSettings, asked) => {
    const file = fileOf(`policy: ${inSettings}\ntime: { maxLateness: P8D }\n`)
    const policy = join(file, '../policy.yaml')
    const faults = () => {
      try {
        const chosen = asked === null ? null : policy
        loadSettings({ file, environment: {}, policy: { file: chosen, detectors } })
        return []
      } catch (error) {
        return error instanceof WaywardenError ? error.message.split('\n') : []
      }
    }
    const ofSettings = [
      `${file}:2:22: time.maxLateness must be at most P7D, the longest window`,
      expect.stringContaining('WAYWARDEN_TOKEN_KEY or tokenKeyFile must hold'),
    ]
    expect(faults()).toEqual([...ofSettings, expect.stringContaining(`${policy}: cannot be read: ENOENT`)])
    writeFileSync(policy, 'alerts: { quiet: soon }\ndetectors: { volume-brust: {} }\n')
    expect(faults()).toEqual([
      ...ofSettings,
      expect.stringContaining(`${policy}:1:18: alerts.quiet must look like`),
      expect.stringContaining(`${policy}:2:14: detectors.volume-brust is not known`),
    ])
    writeFileSync(policy, '{}')
    expect(faults()).toEqual(ofSettings)
  })

  it('never repeat a secret in a fault', () => {
    const password = 'correct horse battery staple'
    const environment = { WAYWARDEN_TOKEN_KEY: 'hunter2', WAYWARDEN_REDIS_PASSWORD: password }
    const text = `redis: { sentinel: { password: [${password}] } }\nkafka: { sasl: { password: ${password} } }`
    const faults = faultsOf(text, environment).join()
    expect(faults).not.toMatch(/hunter2|correct horse/)
    expect(faults).toContain('redis.sentinel.password must be text')
  })

  it.each([
    '*hunter2',
    '&hunter2 x: y',
    '!hunter2 x',
    '@hunter2',
    '|hunter2',
    '%hunter2',
    'hunter2: x',
    '"hunter2',
    '"\\hunter2"',
    '[hunter2',
    '{hunter2: x, hunter2: y}',
    'hunter2\n---\nhunter2',
    '!<hunter2> x',
    '- hunter2',
    '[a] hunter2',
  ])('say where a secret is no YAML, and not what it is: %s', (password) => {
    const faults = faultsOf(`redis:\n  password: ${password}\n`)
    expect(faults[0]).toMatch(/^waywarden\.yaml:\d+:\d+: /)
    expect(faults.join()).not.toContain('hunter2')
  })

  it.each([
    ['/no/such.yaml', 'ENOENT: no such file or directory'],
    [tmpdir(), 'it is a directory'],
  ])('say which file cannot be read, and why: %s', (file, reason) => {
    expect(() => loadSettings({ file, environment: {} })).toThrow(`${file}: cannot be read: ${reason}`)
  })

  it('leave the variables alone that Kubernetes sets for a service named waywarden', () => {
    const links = {
      WAYWARDEN_SERVICE_HOST: '10.0.0.1',
      WAYWARDEN_SERVICE_PORT_METRICS: '9464',
      WAYWARDEN_PORT: 'tcp://10.0.0.1:9464',
      WAYWARDEN_PORT_9464_TCP_ADDR: '10.0.0.1',
    }
    expect(load('', links).http.port).toBe(9464)
    // Of a service named waywarden-http.
    const withPath = { WAYWARDEN_HTTP_PORT: 'tcp://10.0.0.1:80', WAYWARDEN_HTTP_SERVICE_PORT: '80' }
    expect(load('', withPath).http.port).toBe(9464)
  })

  it('name a variable that is none, though it ends as those that Kubernetes sets', () => {
    expect(() => load('', { WAYWARDEN_METRICS_PORT: '9999' })).toThrow(
      'WAYWARDEN_METRICS_PORT is not a setting',
    )
  })

  it('take an empty variable as unset', () => {
    expect(load('', { WAYWARDEN_KAFKA_GROUP_ID: '' }).kafka.groupId).toBe('waywarden')
  })

  it('find files beside the settings file', () => {
    const tls = '{ enabled: true, caFile: ca.pem, certFile: cert.pem, keyFile: key.pem }'
    const file = fileOf(`policy: thresholds/policy.yaml\nkafka: { tls: ${tls} }\n`)
    const beside = join(file, '..')
    mkdirSync(join(beside, 'thresholds'))
    for (const [name, pem] of Object.entries(PEM)) writeFileSync(join(beside, `${name}.pem`), pem)
    const settings = loadSettings({ file, environment: { WAYWARDEN_TOKEN_KEY: TOKEN_KEY } })
    expect(settings.policyFile).toBe(join(beside, 'thresholds/policy.yaml'))
    expect(settings.kafka.tls).toMatchObject(PEM)
    const policy = { file: 'other.yaml', detectors }
    expect(loadSettings({ file, environment: { WAYWARDEN_TOKEN_KEY: TOKEN_KEY }, policy }).policyFile).toBe(
      'other.yaml',
    )
  })

  it('refuse files of certificates and keys that hold something else', () => {
    const tls = '{ enabled: true, caFile: ca.pem, certFile: cert.pem, keyFile: key.pem }'
    const file = fileOf(`redis: { tls: ${tls} }\n`)
    const swapped = { ca: '{}', cert: PEM.key, key: PEM.cert }
    for (const [name, text] of Object.entries(swapped)) writeFileSync(join(file, `../${name}.pem`), text)
    expect(() => loadSettings({ file, environment: { WAYWARDEN_TOKEN_KEY: TOKEN_KEY } })).toThrow(
      /ca\.pem: holds no certificate .*\n.*cert\.pem: holds no certificate .*\n.*key\.pem: holds no private key /,
    )
  })

  it('need nothing of a connection where none is made: a replay has neither the certificates nor the passwords of run', () => {
    const text = `
kafka: { tls: { enabled: true, caFile: none.pem }, sasl: { mechanism: plain, username: me } }
redis: { mode: sentinel }
`
    const file = fileOf(text)
    const environment = { WAYWARDEN_TOKEN_KEY: TOKEN_KEY }
    expect(faultsOf(text)).toHaveLength(3)
    expect(loadSettings({ file, environment, isOffline: true }).files).toContain(join(file, '../none.pem'))
    const misspelt = fileOf('kafka: { broker: x }\ntime: { maxLateness: P8D }\n')
    expect(() => loadSettings({ file: misspelt, environment, isOffline: true })).toThrow(
      /kafka\.broker is not known.*\n.*time\.maxLateness must/,
    )
  })

  it('give TLS, SASL, sentinels and clusters in the form the clients take', () => {
    const sentinel = load(`
kafka: { sasl: { mechanism: scram-sha-512, username: me, password: secret } }
redis:
  mode: sentinel
  nodes: ['s1:26379', '[::1]:26379']
  sentinel: { name: primary, password: other }
`)
    expect(sentinel.kafka.sasl).toEqual({ mechanism: 'scram-sha-512', username: 'me', password: 'secret' })
    expect(sentinel.redis).toMatchObject({
      nodes: [
        { host: 's1', port: 26379 },
        { host: '::1', port: 26379 },
      ],
      sentinel: { name: 'primary', username: null, password: 'other' },
    })
  })
})

describe('the mapping', () => {
  const mapping = `mapping:
  eventId: /id
  occurredAt: { pointer: /time, unit: seconds }
  accountId: /user/id
  waybills: { pointer: /parcels, no: /number }
  action: { constant: query }
`

  it('is given as it stands in the file', () => {
    expect(load('').mapping).toBeNull()
    expect(load(mapping).mapping).toMatchObject({ eventId: '/id', action: { constant: 'query' } })
    expect(Object.isFrozen(load(mapping).mapping)).toBe(true)
  })

  it('has its faults listed with all the others', () => {
    const text = `${mapping.replace('/user/id', 'user.id').replace('query', 'peek')}http: { port: none }\n`
    expect(faultsOf(text)).toEqual([
      'waywarden.yaml:4:14: mapping.accountId must look like /user/id, a JSON Pointer',
      'waywarden.yaml:6:23: mapping.action.constant must be one of query, list, reveal, print, export',
      'waywarden.yaml:7:15: http.port must be a whole number',
    ])
  })

  it('says what is missing where the mapping stands', () => {
    expect(faultsOf('mapping:\n  eventId: /id\n  occurredAt: /t\n  waybills: /w\n')).toEqual([
      'waywarden.yaml:1:1: mapping.accountId is required: no event is scored without it',
    ])
  })
})

describe('the token key', () => {
  it('is required', () => {
    expect(faultsOf('', {})).toEqual([
      'WAYWARDEN_TOKEN_KEY or tokenKeyFile must hold a secret of 16 bytes or more, for example the output of: openssl rand -base64 32',
    ])
  })

  it('may stand in a file, whose last line break does not count', () => {
    const file = fileOf('tokenKeyFile: token.key')
    for (const end of ['', '\n', '\r\n']) {
      writeFileSync(join(file, '..', 'token.key'), `${TOKEN_KEY}${end}`)
      expect(loadSettings({ file, environment: {} }).tokenKey).toEqual(bytes(TOKEN_KEY))
    }
  })

  it('is not called missing where its file is named wrongly', () => {
    expect(faultsOf('tokenKeyFile: 5', {})).toEqual([expect.stringContaining('tokenKeyFile must be text')])
  })

  it('may be bytes that are no text: each makes another key, and counts once', () => {
    const keyOf = (key: Uint8Array) => {
      const file = fileOf('tokenKeyFile: token.key')
      writeFileSync(join(file, '..', 'token.key'), key)
      return [...loadSettings({ file, environment: {} }).tokenKey]
    }
    const keys = [new Uint8Array(16).fill(0xfe), new Uint8Array(16).fill(0xff)]
    expect(keys.map(keyOf)).toEqual(keys.map((key) => [...key]))
    expect(() => keyOf(new Uint8Array(8).fill(0xff))).toThrow('tokenKeyFile must hold a secret of 16 bytes')
  })

  it('must not be in two places', () => {
    expect(faultsOf('tokenKeyFile: waywarden.yaml')).toEqual([
      'WAYWARDEN_TOKEN_KEY and tokenKeyFile must not both be set',
    ])
    expect(faultsOf('tokenKeyFile: none.key')).toHaveLength(1)
    expect(faultsOf('', { WAYWARDEN_TOKEN_KEY: TOKEN_KEY, WAYWARDEN_TOKEN_KEY_FILE: 'x' })).toEqual([
      'WAYWARDEN_TOKEN_KEY and WAYWARDEN_TOKEN_KEY_FILE must not both be set',
    ])
  })

  it('is asked for in the file that a variable names, by that variable', () => {
    const WAYWARDEN_TOKEN_KEY_FILE = join(folder, 'short.key')
    writeFileSync(WAYWARDEN_TOKEN_KEY_FILE, 'short')
    expect(faultsOf('', { WAYWARDEN_TOKEN_KEY_FILE })).toEqual([
      expect.stringMatching(/^WAYWARDEN_TOKEN_KEY_FILE must hold a secret/),
    ])
  })

  it('is told from that of alerts where it is too short', () => {
    const environment = { WAYWARDEN_TOKEN_KEY: TOKEN_KEY, WAYWARDEN_ALERT_TOKEN_KEY: 'short' }
    expect(faultsOf('', environment)).toEqual([expect.stringMatching(/^WAYWARDEN_ALERT_TOKEN_KEY must hold/)])
  })

  it('cannot be that of alerts too, wherever the two are', () => {
    const fault =
      /^WAYWARDEN_ALERT_TOKEN_KEY must not hold the token key: .* leave it out to have one derived$/
    const environment = { WAYWARDEN_TOKEN_KEY: TOKEN_KEY, WAYWARDEN_ALERT_TOKEN_KEY: TOKEN_KEY }
    expect(faultsOf('', environment)).toEqual([expect.stringMatching(fault)])
    const file = fileOf('alertTokenKeyFile: token.key\nhttp: { port: 70000 }')
    writeFileSync(join(file, '..', 'token.key'), `${TOKEN_KEY}\n`)
    const open = () => loadSettings({ file, environment: { WAYWARDEN_TOKEN_KEY: TOKEN_KEY } })
    expect(open).toThrow(/http\.port[^]*\nalertTokenKeyFile must not hold the token key/)
  })

  it('is told from others by sixteen digits', () => {
    const [own, other] = [TOKEN_KEY, 'another sixteen bytes'].map((key) => fingerprintOf(bytes(key)))
    expect(own).toMatch(/^[0-9a-f]{16}$/)
    expect(own).not.toBe(other)
  })

  it('counts bytes, not letters', () => {
    expect(faultsOf('', { WAYWARDEN_TOKEN_KEY: '六个字的秘密' })).toEqual([])
    expect(faultsOf('', { WAYWARDEN_TOKEN_KEY: '五个字密码' })).toHaveLength(1)
  })

  it('gives the key for alerts unless that has a key of its own', () => {
    expect(load('').alertTokenKey).toEqual(deriveAlertTokenKey(bytes(TOKEN_KEY)))
    expect(load('').alertTokenKey).toHaveLength(32)
    const own = 'another sixteen bytes'
    expect(load('', { WAYWARDEN_ALERT_TOKEN_KEY: own }).alertTokenKey).toEqual(bytes(own))
  })

  it('has a stand-in only where the caller allows it', () => {
    const settings = loadSettings({
      file: fileOf(''),
      environment: {},
      fallbackTokenKey: 'demonstration only',
    })
    expect(settings.tokenKey).toEqual(bytes('demonstration only'))
  })
})

describe('the settings table', () => {
  it('gives every setting a variable of its own', () => {
    const variables = settingEntries.map(([name]) => variableOf(name))
    expect(new Set(variables).size).toBe(variables.length)
    expect(variables).toContain('WAYWARDEN_KAFKA_TLS_REJECT_UNAUTHORIZED')
  })

  it('has defaults that pass their own check', () => {
    expect(() => load('')).not.toThrow()
    expect(settingEntries.filter(([, { description }]) => !description.endsWith('.'))).toEqual([])
  })

  it('names no topic that nothing reads or writes', () => {
    const named = settingEntries.map(([name]) => name).filter((name) => name.startsWith('kafka.topics.'))
    // One is read alone, the others are written, each by the channel of its name.
    const used = ['queries', ...channels].map((topic) => `kafka.topics.${topic}`)
    expect(named.toSorted()).toEqual(used.toSorted())
  })

  it('renders as Markdown, one row a setting', () => {
    const rows = renderSettingsTable().split('\n')
    expect(rows).toHaveLength(settingEntries.length + 2)
    expect(rows).toContain(
      '| `kafka.groupId` | `WAYWARDEN_KAFKA_GROUP_ID` | `waywarden` | Consumer group. Processes of one group share the lanes. The second pass has its own group, with `-rings` appended to the name. |',
    )
    expect(rows.find((row) => row.includes('`WAYWARDEN_TOKEN_KEY`'))).toMatch(/^\| {2}\|/)
  })

  it('stands in the README as it is', () => {
    const text = readFileSync(readme, 'utf8')
    const rows = renderSettingsTable().split('\n')
    const missing = rows.filter((row) => !text.includes(row))
    expect(missing).toEqual([])
    expect(text.includes(rows.join('\n')), 'in this order, and no others').toBe(true)
  })

  it('takes the examples in the README, of a mapping, of settings and of a policy', () => {
    const [mapping = '', settings = '', policy = '', ...others] = [
      ...readFileSync(readme, 'utf8').matchAll(/```yaml\n([^]*?)```/g),
    ].map(([, text = '']) => text)
    const mapped = Object.keys(load(mapping).mapping ?? {})
    expect(mapped).toEqual(
      expect.arrayContaining(['outletId', 'accountRole', 'sourceIp', 'outcome', 'waybills']),
    )
    expect(load(settings).kafka.brokers).toEqual(['k1:9092', 'k2:9092'])
    expect(parsePolicy(policy, { detectors, tokenKey: bytes(TOKEN_KEY) }).version).toBeDefined()
    expect(others).toEqual([])
  })
})
