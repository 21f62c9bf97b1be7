// In: settings and an account. Out: the account as Redis has it. Edge; read only: no claim, so a running lane goes on.
// Fails closed: where Redis does not answer it throws, for "not found" would be an answer.
import type { AccountId } from '../contract/brands.ts'
import type { Settings } from '../ops/settings-form.ts'
import { readPartitionCount } from '../state/partition-count.ts'
import { connectRedis } from '../state/redis-client.ts'
import { createRedisStore } from '../state/redis.ts'
import { findInStore, type AccountSnapshot } from './account-snapshot.ts'
import { notFound } from './not-found.ts'

/** @throws WaywardenError `account_not_found`, or what Redis could not do. */
export const readFromRedis = async (settings: Settings, accountId: AccountId): Promise<AccountSnapshot> => {
  const { keyPrefix: prefix } = settings.redis
  const topic = settings.kafka.topics.queries
  const space = { prefix, topic }
  const client = await connectRedis(settings.redis, () => undefined)
  const store = createRedisStore(client, space)
  try {
    const lanes = await readPartitionCount(client, space)
    const source = `Redis (topic ${topic}, keys ${prefix}*)`
    if (lanes === null) throw notFound(accountId, `${source}: nothing of this topic was ever scored`)
    const found = await findInStore(store, lanes, accountId)
    if (found === null) throw notFound(accountId, `${source}: none of its ${lanes} lanes knows it`)
    return { ...found, accountId, lookUp: null, source }
  } finally {
    client.disconnect()
  }
}
