import type { Logger } from 'pino'

import type { Metrics } from '../../ops/metrics.ts'
import type { RedisClient } from '../../state/lua-script.ts'
import { findRedisRisks } from '../../state/redis-risks.ts'
import { pause } from './until-answered.ts'

const LOOK_EVERY_MS = 60_000

export type RiskOptions = {
  readonly client: RedisClient
  readonly lookEveryMs?: number
  readonly metrics: Pick<Metrics, 'redisRisks'>
  readonly log: Logger
  readonly signal: AbortSignal
}

/**
 * Warns of settings of the server that could lose state: at once, and until the signal whenever there is another
 * one, since an operator can change them, and a failover can lead to a server with others. While there is no
 * answer, what is known stays.
 */
export async function watchRedisRisks(options: RiskOptions): Promise<void> {
  const { client, lookEveryMs = LOOK_EVERY_MS, metrics, log, signal } = options
  let known: readonly string[] = []
  while (!signal.aborted) {
    const risks = (await findRedisRisks(client)) ?? known
    for (const risk of risks) if (!known.includes(risk)) log.warn({ risk }, 'state in Redis is at risk')
    known = risks
    metrics.redisRisks.set(risks.length)
    await pause(lookEveryMs, signal)
  }
}
