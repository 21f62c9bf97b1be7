import { createHash } from 'node:crypto'

import { Cluster, type Redis } from 'ioredis'
import { expect } from 'vitest'

import type { Alert } from '../../src/contract/alert.ts'
import type { CoverageRecord } from '../../src/contract/coverage.ts'
import { kcat } from './kcat.ts'
import type { LiveGroup } from './live-group.ts'
import type { LiveWorld } from './live-world.ts'

/**
 * All that the first pass leaves behind, part by part: name to value. Two runs over the same topic are equal where these are. In which
 * order its lanes tell the second pass what they find is nobody's promise: `readRings` has what that leaves.
 */
export type LiveResult = {
  /** Every key of the lanes, without the prefix and without who owns them. */
  readonly state: ReadonlyMap<string, string>
  /** Every alert revision, reject and coverage record, each once however often it was sent. */
  readonly messages: ReadonlyMap<string, string>
  /** What a reader of the compacted topic keeps: the last message of each alert. */
  readonly lastAlerts: ReadonlyMap<string, string>
}

export async function readResult(world: LiveWorld, group: LiveGroup): Promise<LiveResult> {
  const read = (topic: string) => kcat(world.brokers).readAll(topic)
  const alerts = read(group.topics.alerts).filter(({ value }) => alertOf(value).entity.type === 'account')
  const others = [...read(group.topics.rejects), ...read(group.topics.coverage)]
  const all = [...alerts, ...others.filter(({ key }) => key?.startsWith(`${world.topic}/`) === true)]
  return {
    state: await readState(world.client, `${group.prefix}{${world.topic}`),
    messages: new Map(
      all.map(({ key, value }) => [`${key} ${digest(Buffer.from(value ?? ''))}`, value ?? '']),
    ),
    lastAlerts: new Map(alerts.map(({ key, value }) => [key ?? '', value ?? ''])),
  }
}

/** Fails with the first differences, not with two whole runs. */
export function expectSame(found: LiveResult, expected: LiveResult): void {
  for (const part of ['state', 'messages', 'lastAlerts'] as const) {
    const names = new Set([...expected[part].keys(), ...found[part].keys()])
    const differences = [...names]
      .filter((name) => found[part].get(name) !== expected[part].get(name))
      .map((name) => ({ name, found: found[part].get(name), expected: expected[part].get(name) }))
    expect(differences.slice(0, 5), `${part}: ${differences.length} of ${names.size} differ`).toEqual([])
  }
}

/** Lets another group score the whole topic, and fails where it ends otherwise. */
export async function expectAsUndisturbed(
  world: LiveWorld,
  group: LiveGroup,
  { count, patience }: { readonly count: number; readonly patience: { timeout: number; interval: number } },
): Promise<void> {
  const undisturbed = await world.group()
  const process = await undisturbed.start()
  await expect.poll(undisturbed.scored, patience).toBe(count)
  await expect.poll(undisturbed.outstanding, patience).toBe(0)
  await process.end('SIGTERM')
  expectSame(await readResult(world, group), await readResult(world, undisturbed))
}

/** The alerts of a group, as they lie on the topic. */
export function readAlerts(world: LiveWorld, group: LiveGroup): Alert[] {
  const messages = kcat(world.brokers).readAll(group.topics.alerts)
  return messages.map(({ value }) => alertOf(value))
}

/** Its coverage records, as they lie on the topic. */
export function readCoverage(world: LiveWorld, group: LiveGroup): CoverageRecord[] {
  const messages = kcat(world.brokers).readAll(group.topics.coverage)
  return messages.map(({ value }) => JSON.parse(value ?? '') as CoverageRecord)
}

const alertOf = (value: string | null | undefined): Alert => JSON.parse(value ?? '') as Alert

/**
 * Whom the last alert of each device, address and outlet names, how grave it is, and that it is closed: what does not depend on which lane
 * of the first pass was sooner. How many records it counts does: what is less than a doubling is not told of.
 */
export function readRings(world: LiveWorld, group: LiveGroup): ReadonlyMap<string, unknown> {
  const rings = readAlerts(world, group).filter(({ entity }) => entity.type !== 'account')
  return new Map(
    rings.map(({ alertId, entity, members = [], severity, status }) => [
      alertId,
      { entity, members: members.map(({ id }) => id), severity, status },
    ]),
  )
}

async function readState(client: Redis | Cluster, prefix: string): Promise<ReadonlyMap<string, string>> {
  const names: string[] = []
  for (const member of client instanceof Cluster ? client.nodes('master') : [client])
    for await (const found of member.scanStream({ match: `${prefix}*`, count: 1_000 }))
      names.push(...(found as string[]))
  const entries = await Promise.all(
    names.sort().map(async (name) => [name.slice(prefix.length), await readValue(client, name)] as const),
  )
  return new Map(entries)
}

// Whoever owns a lane, and since when, is no part of what it knows.
const owners = new Set(['epoch', 'writer'])

async function readValue(client: Redis | Cluster, name: string): Promise<string> {
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
