import type { RedisClient } from './lua-script.ts'
import { ask } from './redis-errors.ts'

/**
 * What the key held first: `value` where it held nothing, which is then kept for ever.
 * @throws redis_unavailable, also where somebody has deleted it meanwhile; call again.
 */
export const rememberFirst = (client: RedisClient, key: string, value: string): Promise<string> =>
  ask(async () => {
    await client.set(key, value, 'NX')
    const kept = await client.get(key)
    if (kept === null) throw new Error(`${key} was written and is gone`)
    return kept
  })
