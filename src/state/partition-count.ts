import type { RedisClient } from './lua-script.ts'
import { toStoreError } from './redis-errors.ts'

export type PartitionCountOptions = { readonly prefix: string; readonly topic: string }

/**
 * How many partitions the topic had when its first lane was scored; `count` where this is the first time.
 * Another count would send accounts to other lanes than those that know them.
 * @throws redis_unavailable; call again.
 */
export async function rememberPartitionCount(
  client: RedisClient,
  { prefix, topic }: PartitionCountOptions,
  count: number,
): Promise<number> {
  const name = `${prefix}{${topic}}:partitions`
  try {
    await client.set(name, String(count), 'NX')
    return Number(await client.get(name))
  } catch (cause) {
    throw toStoreError(cause)
  }
}
