import { WaywardenError } from '../contract/errors.ts'
import type { RedisClient } from './lua-script.ts'
import { rememberFirst } from './remember-first.ts'

export type TokenKeyMarkOptions = {
  readonly prefix: string
  readonly topic: string
  /** What tells keys apart, and gives none away. */
  readonly fingerprint: string
}

/**
 * Writes down with which token key the topic is scored, where it is the first, and refuses any other from then on: to all that the state
 * knows, every waybill would look new. Fails closed: without an answer of Redis no lane is claimed.
 * @throws token_key_changed: the process must end. redis_unavailable: call again.
 */
export async function requireTokenKey(client: RedisClient, options: TokenKeyMarkOptions): Promise<void> {
  const { prefix, topic, fingerprint } = options
  const known = await rememberFirst(client, `${prefix}{${topic}}:token-key`, fingerprint)
  if (known !== fingerprint) throw tokenKeyChanged(options, known)
}

const tokenKeyChanged = (
  { prefix, topic, fingerprint }: TokenKeyMarkOptions,
  known: string | null,
): WaywardenError =>
  new WaywardenError(
    'token_key_changed',
    `The state of ${topic} under ${prefix} was made with another token key: every waybill would look new. Use the token key of before (WAYWARDEN_TOKEN_KEY or tokenKeyFile), or choose a new redis.keyPrefix and kafka.groupId to start afresh`,
    { cause: { topic, known, fingerprint } },
  )
