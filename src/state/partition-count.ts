import { topicKeys, type KeySpace } from './keys.ts'
import type { RedisClient } from './lua-script.ts'
import { ask } from './redis-errors.ts'
import { rememberFirst } from './remember-first.ts'

/** What `rememberPartitionCount` has stored; null if no lane was ever scored. @throws redis_unavailable. */
export async function readPartitionCount(client: RedisClient, space: KeySpace): Promise<number | null> {
  const count = await ask(() => client.get(topicKeys(space).partitions))
  return count === null ? null : Number(count)
}

/**
 * Returns how many partitions the topic had when its first lane was scored; the first call stores `count`.
 * With another count, accounts would reach lanes that do not know them.
 * @throws redis_unavailable; call again.
 */
export async function rememberPartitionCount(
  client: RedisClient,
  space: KeySpace,
  count: number,
): Promise<number> {
  return Number(await rememberFirst(client, topicKeys(space).partitions, String(count)))
}
