import type { Logger } from 'pino'

import type { Metrics } from '../../ops/metrics.ts'
import type { RedisClient } from '../../state/lua-script.ts'
import { findRedisRisks } from '../../state/redis-risks.ts'

const EVERY_MS = 60_000

/**
 * Warns of settings of the server that could lose state: at once, and whenever there is another one, since an
 * operator can change them, and a failover can lead to a server with others. While there is no answer, what
 * is known stays. Returns what ends the watch.
 */
export async function watchRedisRisks(
  client: RedisClient,
  { redisRisks }: Pick<Metrics, 'redisRisks'>,
  log: Logger,
  everyMs = EVERY_MS,
): Promise<() => Promise<void>> {
  let known: readonly string[] = []
  const look = async (): Promise<void> => {
    const risks = await findRedisRisks(client)
    if (risks === null) return
    for (const risk of risks) if (!known.includes(risk)) log.warn({ risk }, 'state in Redis is at risk')
    known = risks
    redisRisks.set(risks.length)
  }
  await look()
  const timer = setInterval(() => void look(), everyMs)
  return async () => clearInterval(timer)
}
