// In: settings and an account. Out: the account's state in Redis. Edge. Read only: it claims no lane, so a
// running process is not disturbed.
// Fails closed: if Redis does not answer it throws, because "not found" would be a false answer.
import type { AccountId } from '../contract/brands.ts'
import type { Settings } from '../ops/settings-form.ts'
import { readPartitionCount } from '../state/partition-count.ts'
import { connectRedis, whereRedisIs } from '../state/redis-client.ts'
import { createRedisStore } from '../state/redis.ts'
import { findInStore, type AccountSnapshot } from './account-snapshot.ts'
import { notFound } from './not-found.ts'

/** @throws WaywardenError `account_not_found`, or the error of Redis. */
export const readFromRedis = async (settings: Settings, accountId: AccountId): Promise<AccountSnapshot> => {
  const { keyPrefix: prefix } = settings.redis
  const topic = settings.kafka.topics.queries
  const space = { prefix, topic }
  const client = await connectRedis(settings.redis, () => undefined)
  const store = createRedisStore(client, space)
  try {
    const lanes = await readPartitionCount(client, space)
    const source = `Redis (${whereRedisIs(settings.redis)}; topic ${topic}, keys ${prefix}*)`
    // Without a file the default Redis was asked, perhaps because the command was called in another folder.
    const asked = settings.settingsFile === null ? `${source}, asked without a settings file` : source
    if (lanes === null) throw notFound(accountId, `${asked}: no event of this topic has been scored`)
    const found = await findInStore(store, lanes, accountId)
    if (found === null) throw notFound(accountId, `${asked}: none of its ${lanes} lanes knows it`)
    return { ...found, accountId, lookUp: null, source }
  } finally {
    client.disconnect()
  }
}
