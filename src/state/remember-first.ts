import type { RedisClient } from './lua-script.ts'
import { ask } from './redis-errors.ts'

/**
 * Returns the first value that the key was given: if it has none, `value` is stored, and kept for ever.
 * @throws redis_unavailable, also if somebody has deleted the key meanwhile; call again.
 */
export const rememberFirst = (client: RedisClient, key: string, value: string): Promise<string> =>
  ask(async () => {
    await client.set(key, value, 'NX')
    const kept = await client.get(key)
    if (kept === null) throw new Error(`${key} was written and is gone`)
    return kept
  })
