import { Cluster } from 'ioredis'

import type { RedisClient } from './lua-script.ts'

const OLDEST_MAJOR = 7

/**
 * Server settings that could lose state, as sentences for the log; empty if there are none. Null if some
 * master does not answer, or does not reveal its settings (some rented ones do not).
 */
export async function findRedisRisks(client: RedisClient): Promise<readonly string[] | null> {
  const masters = client instanceof Cluster ? client.nodes('master') : [client]
  const infos = await Promise.all(masters.map((master) => master.info())).catch(() => [])
  // A cluster that cannot be reached has no masters.
  return infos.length === 0 ? null : [...new Set(infos.flatMap(risksIn))]
}

function risksIn(info: string): string[] {
  const valueOf = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? ''
  const policy = valueOf('maxmemory_policy')
  const limit = valueOf('maxmemory')
  const evicts = Number(limit) > 0 && policy !== '' && policy !== 'noeviction'
  const risks: string[] = []
  const version = valueOf('redis_version')
  if (Number.parseInt(version) < OLDEST_MAJOR)
    risks.push(
      `Redis ${version} does not identify errors of scripts: an outage ends the process instead of making it wait. Run ${OLDEST_MAJOR} or later`,
    )
  if (evicts)
    risks.push(`Redis evicts keys when its memory is full (${policy}): set maxmemory-policy noeviction`)
  if (limit === '0')
    risks.push(
      'Redis takes memory until the system ends it, and whoever can write look-ups can make it: set maxmemory below what the machine has. When that is full, the lanes wait',
    )
  if (valueOf('aof_enabled') === '0') {
    risks.push('Redis loses everything since its last snapshot when it restarts: set appendonly yes')
  }
  return risks
}
