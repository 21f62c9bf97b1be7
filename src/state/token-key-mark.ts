import { WaywardenError } from '../contract/errors.ts'
import { topicKeys, type KeySpace } from './keys.ts'
import type { RedisClient } from './lua-script.ts'
import { rememberFirst } from './remember-first.ts'

/**
 * Stores which token key the topic is scored with, if it is the first, and refuses any other from then on:
 * with another key every waybill would look new to the state. `fingerprint` tells keys apart without
 * revealing them. Fails closed: without an answer of Redis no lane is claimed.
 * @throws token_key_changed: the process must end. redis_unavailable: call again.
 */
export async function requireTokenKey(
  client: RedisClient,
  space: KeySpace,
  fingerprint: string,
): Promise<void> {
  const known = await rememberFirst(client, topicKeys(space).tokenKey, fingerprint)
  if (known === fingerprint) return
  const { prefix, topic } = space
  throw new WaywardenError(
    'token_key_changed',
    `The state of ${topic} under ${prefix} was made with another token key: every waybill would look new. Use the token key of before (WAYWARDEN_TOKEN_KEY or tokenKeyFile), or choose a new redis.keyPrefix and kafka.groupId to start afresh`,
    { cause: { topic, known, fingerprint } },
  )
}
