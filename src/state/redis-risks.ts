import { Cluster, ReplyError, type Redis } from 'ioredis'

import { messageOf } from '../contract/errors.ts'
import type { RedisClient } from './lua-script.ts'

const OLDEST_MAJOR = 7

/**
 * Server settings that could lose state, as sentences for the log; empty if there are none. That they may not be
 * read is a risk as well. Null if some master does not answer, or does not know the command.
 */
export async function findRedisRisks(client: RedisClient): Promise<readonly string[] | null> {
  const masters = client instanceof Cluster ? client.nodes('master') : [client]
  const risks = await Promise.all(masters.map(risksOf)).catch(() => [])
  // A cluster that cannot be reached has no masters.
  return risks.length === 0 ? null : [...new Set(risks.flat())]
}

async function risksOf(master: Redis): Promise<readonly string[]> {
  try {
    return risksIn(await master.info())
  } catch (cause) {
    if (cause instanceof ReplyError && messageOf(cause).startsWith('NOPERM')) return [UNREADABLE]
    throw cause
  }
}

const UNREADABLE =
  'Redis does not tell this user its settings, so that others that could lose state go unnoticed: grant +info'

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
