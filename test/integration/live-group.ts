import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Cluster, Redis } from 'ioredis'
import { stringify } from 'yaml'

import { startLiveProcess, type LiveProcess } from './live-process.ts'
import { createTopics } from './live-topics.ts'
import { uniqueName } from './names.ts'
import { makeDirectory } from './service.ts'

export type Place = {
  readonly topic: string
  readonly brokers: readonly string[]
  readonly redis: { readonly host: string; readonly port: number }
  readonly partitions: number
  /** A client that keeps retrying for as long as Redis is away. */
  readonly client: Redis | Cluster
  /** Registers a cleanup to run when the test has ended. */
  readonly defer: (cleanup: () => Promise<void>) => void
}

/** Settings as in the YAML file; they override those of the tests. */
export type GroupSettings = { readonly [key: string]: unknown }

export type LiveGroup = {
  readonly name: string
  readonly prefix: string
  readonly topics: Readonly<Record<'queries' | 'alerts' | 'rejects' | 'coverage' | 'findings', string>>
  readonly policyFile: string
  /** Starts `waywarden run` and waits until it listens. */
  readonly start: (more?: GroupSettings) => Promise<LiveProcess>
  /** The next offset of every lane; 0 for a lane without history. */
  readonly offsets: () => Promise<readonly number[]>
  /** The sum of `offsets`. */
  readonly scored: () => Promise<number>
  /**
   * Number of messages in the outboxes of both passes. An acknowledged message may still be among them,
   * because the store is trimmed once a second.
   */
  readonly outstanding: () => Promise<number>
  /** Number of findings that the second pass has scored. */
  readonly findingsScored: () => Promise<number>
}

/** Partitions of each output topic. Those of the findings topic are the lanes of the second pass. */
const OUTPUT_PARTITIONS = 2

export async function createGroup(place: Place, settings: GroupSettings): Promise<LiveGroup> {
  const { topic, brokers, redis, partitions, client, defer } = place
  const name = uniqueName('group')
  const prefix = `waywarden:${name}:` // the README's rights cover this prefix
  const outputs = {
    alerts: `${name}.alerts`,
    rejects: `${name}.rejects`,
    coverage: `${name}.coverage`,
    findings: `${name}.findings`,
  }
  const topics = { queries: topic, ...outputs }
  await createTopics(
    brokers,
    Object.values(outputs).map((output) => ({ topic: output, numPartitions: OUTPUT_PARTITIONS })),
  )
  const directory = makeDirectory('live')
  const policyFile = join(directory, 'policy.yaml')
  writeFileSync(policyFile, 'timeZoneOffsetMinutes: 480\n')
  const base: GroupSettings = {
    kafka: {
      brokers: [...brokers],
      groupId: name,
      topics,
      sessionTimeout: 'PT6S',
      maxWait: 'PT0.1S',
      commitEvery: 'PT1S',
    },
    redis: { nodes: [`${redis.host}:${redis.port}`], keyPrefix: prefix, commandTimeout: 'PT1S' },
    policy: policyFile,
    http: { port: 0 },
  }
  const keysOf = (topic: string, lanes: number, what: string) =>
    Array.from({ length: lanes }, (_, lane) => `${prefix}{${topic}:${lane}}:${what}`)
  const offsetsOf = async (topic: string, lanes: number) =>
    Promise.all(
      keysOf(topic, lanes, 'meta').map(async (key) => Number((await client.hget(key, 'offset')) ?? 0)),
    )
  const offsets = () => offsetsOf(topic, partitions)
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)
  let started = 0
  return {
    name,
    prefix,
    topics,
    policyFile,
    offsets,
    scored: async () => sum(await offsets()),
    outstanding: async () => {
      const keys = [
        ...keysOf(topic, partitions, 'outbox'),
        ...keysOf(topics.findings, OUTPUT_PARTITIONS, 'outbox'),
      ]
      return sum(await Promise.all(keys.map(async (key) => client.llen(key))))
    },
    findingsScored: async () => sum(await offsetsOf(topics.findings, OUTPUT_PARTITIONS)),
    start: async (more = {}) => {
      started += 1
      const configFile = join(directory, `waywarden-${started}.yaml`)
      writeFileSync(configFile, stringify(merge(merge(base, settings), more)))
      const logFile = join(directory, `run-${started}.log`)
      return startLiveProcess({ configFile, logFile, cwd: directory, defer })
    },
  }
}

function merge(base: GroupSettings, more: GroupSettings): GroupSettings {
  const merged = Object.entries(more).map(([key, value]) => {
    const inner = base[key]
    return [key, isPlain(inner) && isPlain(value) ? merge(inner, value) : value] as const
  })
  return { ...base, ...Object.fromEntries(merged) }
}

const isPlain = (value: unknown): value is GroupSettings =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
