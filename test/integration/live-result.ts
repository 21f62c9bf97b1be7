import { createHash } from 'node:crypto'

import { Cluster, type Redis } from 'ioredis'
import { expect } from 'vitest'

import type { Alert } from '../../src/contract/alert.ts'
import type { CoverageRecord } from '../../src/contract/coverage.ts'
import { kcat } from './kcat.ts'
import type { LiveGroup } from './live-group.ts'
import type { LiveWorld } from './live-world.ts'
import { patience } from './patience.ts'

/**
 * Everything that the first pass leaves behind, as names and values. Two runs over the same topic are equal
 * if these are. The order in which lanes tell the second pass is not guaranteed; `readRings` covers its
 * results.
 */
export type LiveResult = {
  /** Every key of the lanes, without the key prefix and without the fields that say who owns the lane. */
  readonly state: ReadonlyMap<string, string>
  /** Every alert revision, reject and coverage record. One that was sent repeatedly appears once. */
  readonly messages: ReadonlyMap<string, string>
  /** The last message of each alert, which is what a reader of the compacted topic sees. */
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

/** Fails if the results differ, and shows only the first differences. */
export function expectSame(found: LiveResult, expected: LiveResult): void {
  for (const part of ['state', 'messages', 'lastAlerts'] as const) {
    const names = new Set([...expected[part].keys(), ...found[part].keys()])
    const differences = [...names]
      .filter((name) => found[part].get(name) !== expected[part].get(name))
      .map((name) => ({ name, found: found[part].get(name), expected: expected[part].get(name) }))
    expect(differences.slice(0, 5), `${part}: ${differences.length} of ${names.size} differ`).toEqual([])
  }
}

/** Scores the whole topic with another, undisturbed group, and fails if the results differ. */
export async function expectAsUndisturbed(world: LiveWorld, group: LiveGroup, count: number): Promise<void> {
  const undisturbed = await world.group()
  const process = await undisturbed.start()
  await expect.poll(undisturbed.scored, patience).toBe(count)
  await expect.poll(undisturbed.outstanding, patience).toBe(0)
  await process.end('SIGTERM')
  expectSame(await readResult(world, group), await readResult(world, undisturbed))
}

/** The alerts of a group in the order of the topic. */
export function readAlerts(world: LiveWorld, group: LiveGroup): Alert[] {
  const messages = kcat(world.brokers).readAll(group.topics.alerts)
  return messages.map(({ value }) => alertOf(value))
}

/** The coverage records of a group in the order of the topic. */
export function readCoverage(world: LiveWorld, group: LiveGroup): CoverageRecord[] {
  const messages = kcat(world.brokers).readAll(group.topics.coverage)
  return messages.map(({ value }) => JSON.parse(value ?? '') as CoverageRecord)
}

const alertOf = (value: string | null | undefined): Alert => JSON.parse(value ?? '') as Alert

/**
 * The last alert of each ring: entity, members, severity and status. Of rings as clear as those of the tests these
 * do not depend on which lane of the first pass was faster. The record count does, because a growth of less than a
 * doubling sends no revision.
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

// Who owns a lane, and since when, is not part of its result.
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

// Short printable values are kept readable, to show how two runs differ.
function digest(value: Buffer): string {
  const text = value.toString('latin1')
  if (/^[ -~]{0,200}$/.test(text)) return text
  return createHash('sha256').update(value).digest('base64url').slice(0, 16)
}
