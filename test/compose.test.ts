import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

import { auditEventSchema, type AuditEvent } from '../src/contract/audit-event.ts'
import { compileCheck } from '../src/contract/compile-check.ts'
import { variableOf } from '../src/ops/settings-table.ts'
import { loadSettings } from '../src/ops/settings.ts'

// Docker is not needed here: what is checked is that the parts agree with each other and with the program.
const root = resolve(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

type Service = {
  readonly image?: string
  readonly build?: { readonly context: string; readonly dockerfile: string }
  readonly environment?: Readonly<Record<string, string | number>>
  readonly entrypoint?: readonly string[]
  readonly command?: readonly string[]
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly healthcheck?: { readonly test: readonly string[] }
  readonly init?: boolean
  readonly read_only?: boolean
  readonly logging?: { readonly driver: string }
  readonly cap_drop?: readonly string[]
}

type Compose = {
  readonly services: Readonly<Record<'kafka' | 'redis' | 'topics' | 'waywarden', Service>>
  readonly volumes: Readonly<Record<string, null>>
}

const compose = parse(read('docker-compose.yml')) as Compose
const { kafka, redis, topics, waywarden } = compose.services
const dockerfile = read('.docker/Dockerfile')

// ${NAME:?message} and ${NAME:-default}, as Compose fills them in.
const interpolate = (text: string, environment: Record<string, string>) =>
  text.replaceAll(/\$\{(\w+):([?-])([^}]*)\}/g, (_, name: string, kind: string, rest: string) => {
    const value = environment[name]
    if (value === undefined && kind === '?') throw new Error(`${name}: ${rest}`)
    return value ?? rest
  })

const environmentOf = (service: Service, environment: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(service.environment ?? {}).map(([name, value]) => [
      name,
      interpolate(String(value), environment),
    ]),
  )

const byName = (list: unknown) =>
  new Map(
    String(list)
      .split(',')
      .map((entry) => entry.split(/:(.*)/s).slice(0, 2) as [string, string]),
  )

describe('docker-compose.yml', () => {
  it('starts the four services, pinned, with their data in volumes', () => {
    expect(Object.keys(compose.services)).toEqual(['kafka', 'redis', 'topics', 'waywarden'])
    for (const { image } of [kafka, redis, topics])
      expect(image).toMatch(/^(apache\/kafka:4\.\d+\.\d+|redis:8\.\d+)$/)
    const data = [kafka, redis].map(({ volumes = [] }) => volumes[0]?.split(':')[0])
    expect(data).toEqual(Object.keys(compose.volumes))
  })

  it('gives waywarden settings that it takes', () => {
    const environment = environmentOf(waywarden, { WAYWARDEN_TOKEN_KEY: 'sixteen bytes or more' })
    const settings = loadSettings({ file: null, environment })
    expect(settings.kafka.brokers).toEqual(['kafka:19092'])
    expect(settings.redis.nodes).toEqual([{ host: 'redis', port: 6379 }])
    expect(settings.http).toEqual({ host: '0.0.0.0', port: 9464 })
  })

  it('mounts a folder with settings, read-only, where waywarden looks for them', () => {
    const [, workingFolder] = [...dockerfile.matchAll(/^WORKDIR (.+)$/gm)].at(-1) ?? []
    expect(waywarden.volumes).toEqual([`./.docker/config:${workingFolder}/config:ro`])
    expect(waywarden.command).toEqual(['run', '--config', 'config/waywarden.yaml'])
  })

  it('has settings there that change nothing, with examples of some that do', () => {
    const environment = environmentOf(waywarden, { WAYWARDEN_TOKEN_KEY: 'sixteen bytes or more' })
    const file = join(root, '.docker/config/waywarden.yaml')
    const mounted = loadSettings({ file, environment })
    const { settingsFile, files } = mounted
    expect(mounted).toEqual({ ...loadSettings({ file: null, environment }), settingsFile, files })
    const inForce = join(mkdtempSync(join(tmpdir(), 'waywarden-')), 'waywarden.yaml')
    writeFileSync(inForce, readFileSync(file, 'utf8').replaceAll(/^#(?=\w|  )/gm, ''))
    expect(loadSettings({ file: inForce, environment })).toMatchObject({
      policyFile: join(dirname(inForce), 'policy.yaml'),
      mapping: { eventId: '/id' },
    })
  })

  it('has a token key that a second start keeps, by whichever of its descriptions', () => {
    const commands = ['README.md', 'docker-compose.yml'].map(
      (path) => /\[ -e \.env \] \|\| \(.+ > \.env\)/.exec(read(path))?.[0] ?? '',
    )
    const place = folderWith('openssl', 'echo "secret-$$-$*"')
    const keys = [...commands, ...commands].map((command) => {
      place.run(command)
      return readFileSync(join(place.folder, '.env'), 'utf8')
    })
    expect(keys[0]).toMatch(/^WAYWARDEN_TOKEN_KEY=secret-\d+-rand -base64 32\n$/)
    expect(new Set(keys).size).toBe(1)
  })

  it('has the services, addresses and topics that the README sends a look-up to and reads alerts from', () => {
    const [command = ''] = /^printf .+\|\n(?: .+\n)+docker .+\n(?: .+\n)+/m.exec(read('README.md')) ?? []
    const place = folderWith('docker', 'echo "$*"; if [ "$3" = -T ]; then cat; fi')
    const [producer, record = '', consumer] = place.run(command).split('\n')
    const exec =
      /^compose exec (?:-T )?kafka \/opt\/kafka\/bin\/\S+\.sh --bootstrap-server kafka:19092 --topic (\S+)/
    const topicsUsed = [producer, consumer].map((line = '') => exec.exec(line)?.[1])
    const { kafka } = loadSettings({ file: null, environment: {}, fallbackTokenKey: 'sixteen bytes or more' })
    expect(topicsUsed).toEqual([kafka.topics.queries, kafka.topics.alerts])
    const [key, value = ''] = record.split('\t')
    const event = JSON.parse(value) as AuditEvent
    expect(compileCheck(auditEventSchema)(event)).toBe(true)
    expect(key).toBe(event.accountId)
    expect(Date.now() - Number(event.occurredAt)).toBeLessThan(60_000)
  })

  it('refuses to start without a token key', () => {
    expect(() => environmentOf(waywarden, {})).toThrow(
      'WAYWARDEN_TOKEN_KEY: set it to a secret of 16 bytes or more',
    )
  })

  it('starts waywarden after the topics are there and Redis is healthy, and the topics after Kafka is', () => {
    expect(waywarden.depends_on).toEqual({
      redis: { condition: 'service_healthy' },
      topics: { condition: 'service_completed_successfully' },
    })
    expect(topics.depends_on).toEqual({ kafka: { condition: 'service_healthy' } })
    for (const { healthcheck } of [kafka, redis]) expect(healthcheck?.test[0]).toMatch(/^CMD/)
  })

  it('gives Kafka listeners that agree with each other', () => {
    const { environment = {} } = kafka
    const listeners = byName(environment['KAFKA_LISTENERS'])
    const advertised = byName(environment['KAFKA_ADVERTISED_LISTENERS'])
    const controllers = String(environment['KAFKA_CONTROLLER_LISTENER_NAMES'])
    expect([...byName(environment['KAFKA_LISTENER_SECURITY_PROTOCOL_MAP']).keys()]).toEqual([
      ...listeners.keys(),
    ])
    expect([...advertised.keys(), controllers].toSorted()).toEqual([...listeners.keys()].toSorted())
    for (const [name, address] of advertised) expect(portOf(address)).toBe(portOf(listeners.get(name)))
    expect(advertised.has(String(environment['KAFKA_INTER_BROKER_LISTENER_NAME']))).toBe(true)
    expect(portOf(environment['KAFKA_CONTROLLER_QUORUM_VOTERS'])).toBe(portOf(listeners.get(controllers)))
    expect(Buffer.from(String(environment['CLUSTER_ID']), 'base64url')).toHaveLength(16)
  })

  it('lets containers reach Kafka by its name and this machine by localhost', () => {
    const addresses = [...byName(kafka.environment?.['KAFKA_ADVERTISED_LISTENERS']).values()]
    expect(addresses).toEqual(['//kafka:19092', '//localhost:9092'])
    expect(topics.entrypoint?.at(-1)).toBe('kafka:19092')
  })

  it('opens ports on the loopback only', () => {
    const ports = Object.values(compose.services).flatMap((service) => service.ports ?? [])
    expect(ports).toEqual(['127.0.0.1:9092:9092', '127.0.0.1:9464:9464'])
  })

  it('keeps Redis from losing and from evicting state', () => {
    const command = redis.command?.join(' ')
    expect(command).toContain('--appendonly yes --appendfsync everysec')
    expect(command).toContain('--maxmemory-policy noeviction')
    expect(interpolate(command ?? '', {})).toContain('--maxmemory 2gb')
    expect(redis.entrypoint).toEqual(['sh', '/repair-aof.sh', 'docker-entrypoint.sh'])
    expect(redis.volumes).toContain('./.docker/repair-aof.sh:/repair-aof.sh:ro')
  })

  it('keeps no log that grows without end', () => {
    for (const service of [kafka, redis, waywarden]) expect(service.logging).toEqual({ driver: 'local' })
  })

  it('has an init that passes signals on, and a command of the README that sends it SIGHUP', () => {
    expect(waywarden.init).toBe(true)
    expect(read('README.md')).toContain(`docker compose exec waywarden node -e "process.kill(1, 'SIGHUP')"`)
  })

  it('gives waywarden no more rights than it needs', () => {
    expect(waywarden).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    })
  })
})

describe('create-topics.sh', () => {
  const created = createdTopics()

  it('is what the topics service runs', () => {
    expect(topics.volumes).toEqual(['./.docker/create-topics.sh:/create-topics.sh:ro'])
    expect(topics.entrypoint?.slice(0, 2)).toEqual(['bash', '/create-topics.sh'])
  })

  it('creates the topics of the default settings, and no other', () => {
    const { kafka } = loadSettings({ file: null, environment: {}, fallbackTokenKey: 'sixteen bytes or more' })
    expect([...created.keys()].toSorted()).toEqual(Object.values(kafka.topics).toSorted())
  })

  it('creates them under other names where the variables of the settings say so', () => {
    const { kafka } = loadSettings({ file: null, environment: {}, fallbackTokenKey: 'sixteen bytes or more' })
    const renamed = Object.keys(kafka.topics).map((topic) => [
      variableOf(`kafka.topics.${topic}`),
      `my.${topic}`,
    ])
    expect([...createdTopics(Object.fromEntries(renamed)).keys()].toSorted()).toEqual(
      Object.keys(kafka.topics)
        .map((topic) => `my.${topic}`)
        .toSorted(),
    )
  })

  it('says what to set where there are none of Kafka’s tools', () => {
    const { status, stderr } = runScript('create-topics.sh', ['broker:9092'], { KAFKA_TOPICS: '/nowhere.sh' })
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining('there is no /nowhere.sh; set KAFKA_TOPICS'),
    })
  })

  it.each([
    ['no brokers', []],
    [
      'an option in the place of the number of replicas',
      ['broker:9092', '--command-config', 'client.properties'],
    ],
  ])('says how it is called where it is given %s', (_, args) => {
    expect(runScript('create-topics.sh', args, { KAFKA_TOPICS: 'echo' })).toMatchObject({
      status: 2,
      stdout: '',
      stderr: 'usage: create-topics.sh BOOTSTRAP [REPLICAS [OPTION...]]\n',
    })
  })

  it('compacts what is read by its newest record', () => {
    const compacted = [...created].filter(([, { settings }]) => settings.includes('cleanup.policy=compact'))
    expect(compacted.map(([name]) => name)).toEqual(['waywarden.alerts', 'waywarden.coverage'])
  })

  it('gives the input twelve lanes, room for the longest event and the broker’s clock', () => {
    const { partitions, settings } = created.get('waybill.queries') ?? {}
    const { limits } = loadSettings({
      file: null,
      environment: {},
      fallbackTokenKey: 'sixteen bytes or more',
    })
    expect(partitions).toBe('12')
    expect(Number(/max\.message\.bytes=(\d+)/.exec(settings ?? '')?.[1])).toBeGreaterThan(
      limits.maxEventBytes + 1024,
    )
    expect(settings).toContain('message.timestamp.type=LogAppendTime')
  })
})

describe('repair-aof.sh', () => {
  it('says how it is called where it is called without Redis', () => {
    const { status, stderr } = runScript('repair-aof.sh', [])
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(/^usage: repair-aof\.sh/) })
  })
})

describe('the Dockerfile', () => {
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = '']) =>
    sources.split(' '),
  )

  it('copies what exists and what .dockerignore lets through', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1))
    expect(copied.filter((source) => !existsSync(join(root, source)))).toEqual([])
    expect(copied.filter((source) => !allowed.includes(source.split('/')[0] ?? ''))).toEqual([])
    expect(copied).toContain('package-lock.json')
  })

  it('builds with the scripts of package.json and leaves the build’s tools behind', () => {
    const { scripts, bin } = JSON.parse(read('package.json')) as {
      scripts: Record<string, string>
      bin: Record<string, string>
    }
    expect(dockerfile).toContain('npm ci --ignore-scripts')
    expect(dockerfile).toContain('npm run build && npm prune --omit=dev --ignore-scripts')
    expect(scripts['build']).toContain('.config/tsconfig.build.json')
    expect(read('src/cli.ts')).toMatch(/^#!\/usr\/bin\/env -S node --max-semi-space-size=64\n/)
    expect(dockerfile).toContain(`ENTRYPOINT ["node", "--max-semi-space-size=64", "${bin['waywarden']}"]`)
  })

  it('runs as nobody of note, on a Node that still gets fixes, and tells whether it is well', () => {
    const [, final = ''] = dockerfile.split(/^FROM node:24-slim$/m)
    expect(dockerfile.match(/^FROM .+$/gm)).toEqual(['FROM node:24-slim AS build', 'FROM node:24-slim'])
    expect(final).toMatch(/^USER 1000:1000$/m)
    expect(final).toMatch(/^HEALTHCHECK .*\n {2}CMD \["node", .*\/healthz.*\]$/m)
    expect(final).toContain(variableOf('http.port'))
  })
})

const runScript = (name: string, args: readonly string[], environment: Record<string, string> = {}) =>
  spawnSync(join(root, '.docker', name), args, {
    env: { ...process.env, ...environment },
    encoding: 'utf8',
  })

/** What create-topics.sh asks of Kafka's tool: by topic, its partitions and settings. */
function createdTopics(environment: Record<string, string> = {}) {
  const { stdout } = runScript('create-topics.sh', ['broker:9092'], { ...environment, KAFKA_TOPICS: 'echo' })
  const asked = stdout.matchAll(/ --topic (\S+) --partitions (\d+) (.*)$/gm)
  return new Map(
    [...asked].map(([, name = '', partitions, settings = '']) => [name, { partitions, settings }]),
  )
}

/** An empty folder, and what runs a command in it, with a script in the place of a program. */
function folderWith(name: string, script: string) {
  const [folder, bin] = [mkdtempSync(join(tmpdir(), 'waywarden-')), mkdtempSync(join(tmpdir(), 'waywarden-'))]
  writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  const env = { ...process.env, PATH: `${bin}:${process.env['PATH']}` }
  const run = (command: string) => execFileSync('sh', ['-c', command], { cwd: folder, env, encoding: 'utf8' })
  return { folder, run }
}

const portOf = (address: unknown): string | undefined => /:(\d+)$/.exec(String(address))?.[1]
