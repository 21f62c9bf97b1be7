import type { RedisClient } from './lua-script.ts'
import { toStoreError } from './redis-errors.ts'
import { rememberFirst } from './remember-first.ts'

export type PartitionCountOptions = { readonly prefix: string; readonly topic: string }

/** What `rememberPartitionCount` has remembered; null where no lane was ever scored. @throws redis_unavailable. */
export async function readPartitionCount(
  client: RedisClient,
  options: PartitionCountOptions,
): Promise<number | null> {
  try {
    const count = await client.get(keyOf(options))
    return count === null ? null : Number(count)
  } catch (cause) {
    throw toStoreError(cause)
  }
}

/**
 * How many partitions the topic had when its first lane was scored; `count` where this is the first time.
 * Another count would send accounts to other lanes than those that know them.
 * @throws redis_unavailable; call again.
 */
export async function rememberPartitionCount(
  client: RedisClient,
  options: PartitionCountOptions,
  count: number,
): Promise<number> {
  return Number(await rememberFirst(client, keyOf(options), String(count)))
}

const keyOf = ({ prefix, topic }: PartitionCountOptions): string => `${prefix}{${topic}}:partitions`
