import type { RedisClient } from './lua-script.ts'
import { toStoreError } from './redis-errors.ts'

/**
 * What the key held first: `value` where it held nothing, which is then kept for ever. null where somebody has deleted it meanwhile.
 * @throws redis_unavailable; call again.
 */
export async function rememberFirst(client: RedisClient, key: string, value: string): Promise<string | null> {
  try {
    await client.set(key, value, 'NX')
    return await client.get(key)
  } catch (cause) {
    throw toStoreError(cause)
  }
}
