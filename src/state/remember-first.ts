import type { RedisClient } from './lua-script.ts'
import { ask } from './redis-errors.ts'

/**
 * What the key held first: `value` where it held nothing, which is then kept for ever. null where somebody has deleted it meanwhile.
 * @throws redis_unavailable; call again.
 */
export const rememberFirst = (client: RedisClient, key: string, value: string): Promise<string | null> =>
  ask(async () => {
    await client.set(key, value, 'NX')
    return client.get(key)
  })
