import { createHash } from 'node:crypto'

import type { Redis } from 'ioredis'

import type { Alert } from '../../src/contract/alert.ts'
import { kcat, type KcatMessage } from './kcat.ts'
import type { LiveGroup } from './live-group.ts'
import type { LiveWorld } from './live-world.ts'

/** All that a run leaves behind. Two runs over the same topic are equal where these are. */
export type LiveResult = {
  /** Every key of the lanes, without the prefix; the epoch is left out. */
  readonly state: ReadonlyMap<string, string>
  /** Each message of an output topic once, by key and value. */
  readonly alerts: ReadonlySet<string>
  readonly rejects: ReadonlySet<string>
  readonly coverage: ReadonlySet<string>
  /** What a reader of the compacted topic keeps: the last message of each alert. */
  readonly lastAlerts: ReadonlyMap<string, string>
}

export async function readResult(world: LiveWorld, group: LiveGroup): Promise<LiveResult> {
  const read = (topic: string) => kcat(world.brokers).readAll(topic)
  const alerts = read(group.topics.alerts)
  return {
    state: await readState(world.client, group.prefix),
    alerts: asSet(alerts),
    rejects: asSet(read(group.topics.rejects)),
    coverage: asSet(read(group.topics.coverage)),
    lastAlerts: new Map(alerts.map(({ key, value }) => [key ?? '', value ?? ''])),
  }
}

/** The alerts of a group, as they lie on the topic. */
export function readAlerts(world: LiveWorld, group: LiveGroup): Alert[] {
  const messages = kcat(world.brokers).readAll(group.topics.alerts)
  return messages.map(({ value }) => JSON.parse(value ?? '') as Alert)
}

const asSet = (messages: readonly KcatMessage[]): ReadonlySet<string> =>
  new Set(messages.map(({ key, value }) => `${key} ${value}`).sort())

async function readState(client: Redis, prefix: string): Promise<ReadonlyMap<string, string>> {
  const names: string[] = []
  for await (const found of client.scanStream({ match: `${prefix}*`, count: 1_000 }))
    names.push(...(found as string[]))
  const entries = await Promise.all(
    names.sort().map(async (name) => [name.slice(prefix.length), await readValue(client, name)] as const),
  )
  return new Map(entries)
}

// Whoever owns a lane, and since when, is no part of what it knows.
const owners = new Set(['epoch', 'writer'])

async function readValue(client: Redis, name: string): Promise<string> {
  switch (await client.type(name)) {
    case 'hash':
      return Object.entries(await client.hgetallBuffer(name))
        .filter(([field]) => !owners.has(field))
        .map(([field, value]) => `${field}=${digest(value)}`)
        .sort()
        .join(' ')
    case 'list':
      return (await client.lrangeBuffer(name, 0, -1)).map(digest).join(' ')
    default:
      return digest((await client.getBuffer(name)) ?? Buffer.alloc(0))
  }
}

// Short values as they are: where two runs differ, one wants to read in what.
function digest(value: Buffer): string {
  const text = value.toString('latin1')
  if (/^[ -~]{0,200}$/.test(text)) return text
  return createHash('sha256').update(value).digest('base64url').slice(0, 16)
}
