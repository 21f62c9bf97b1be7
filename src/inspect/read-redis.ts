// In: settings, and an account or the alert of a ring. Out: its state in Redis. Edge. Read only: it claims no
// lane, so a running process is not disturbed.
// Fails closed: if Redis does not answer it throws, because "not found" would be a false answer.
import type { Alert } from '../contract/alert.ts'
import type { AccountId } from '../contract/brands.ts'
import { alertField, readLaneState } from '../core/codec/lane-codec.ts'
import type { RingName } from '../core/ring/ring-fold.ts'
import type { Settings } from '../ops/settings-form.ts'
import { ringLaneOf } from '../pipeline/account-day-message.ts'
import { alertRecord } from '../pipeline/alert-record.ts'
import { readPartitionCount } from '../state/partition-count.ts'
import { connectRedis, whereRedisIs } from '../state/redis-client.ts'
import { createRedisStore } from '../state/redis.ts'
import type { StateStore } from '../state/store.ts'
import { findInStore, type AccountSnapshot } from './account-snapshot.ts'
import { notFound } from './not-found.ts'

/** @throws WaywardenError `account_not_found`, or the error of Redis. */
export const readFromRedis = (settings: Settings, accountId: AccountId): Promise<AccountSnapshot> => {
  const { keyPrefix: prefix } = settings.redis
  const topic = settings.kafka.topics.queries
  return withLanes(settings, topic, async (store, lanes) => {
    const source = `Redis (${whereRedisIs(settings.redis)}; topic ${topic}, keys ${prefix}*)`
    // Without a file the default Redis was asked, perhaps because the command was called in another folder.
    const asked = settings.settingsFile === null ? `${source}, asked without a settings file` : source
    if (lanes === null) throw notFound(accountId, `${asked}: no event of this topic has been scored`)
    const found = await findInStore(store, lanes, accountId)
    if (found === null) throw notFound(accountId, `${asked}: none of its ${lanes} lanes knows it`)
    return { ...found, accountId, lookUp: null, source }
  })
}

/**
 * The alert of a ring as the second pass keeps it; null if it does not.
 * @throws the error of Redis
 */
export const readRingFromRedis = (settings: Settings, { alertId, key }: RingName): Promise<Alert | null> =>
  withLanes(settings, settings.kafka.topics.findings, async (store, lanes) => {
    if (lanes === null) return null
    const field = alertField(key)
    const [value] = await store.readFields(ringLaneOf(key, lanes), [field])
    if (!value) return null
    const alert = readLaneState(new Map([[field, value]])).alerts.get(key)
    return alert?.alertId === alertId ? alertRecord(alert, settings.alertTokenKey) : null
  })

/** `lanes` is null if no event of the topic has been scored. */
const withLanes = async <T>(
  { redis }: Settings,
  topic: string,
  read: (store: StateStore, lanes: number | null) => Promise<T>,
): Promise<T> => {
  const space = { prefix: redis.keyPrefix, topic }
  const client = await connectRedis(redis, () => undefined)
  try {
    return await read(createRedisStore(client, space), await readPartitionCount(client, space))
  } finally {
    client.disconnect()
  }
}
