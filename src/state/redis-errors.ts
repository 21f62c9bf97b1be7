import { ReplyError } from 'ioredis'

import { clauseOf, WaywardenError } from '../contract/errors.ts'

// Replies that mean "not now", or "not until a person grants permissions" (a user made by ACL SETUSER alone
// is gone when the server restarts). A permission that a script lacks is reported without a code of its own.
const NOT_NOW =
  /^(ERR ACL failure in script|ERR max number of clients|DENIED|LOADING|READONLY|CLUSTERDOWN|TRYAGAIN|MASTERDOWN|NOREPLICAS|MISCONF|OOM|BUSY|UNKILLABLE|MOVED|ASK|WRONGPASS|NOAUTH|NOPERM)\b/

/**
 * Awaits an answer of Redis.
 * @throws WaywardenError `redis_unavailable`, which may be tried again, or `redis_reply_unexpected`.
 */
export async function ask<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question()
  } catch (cause) {
    throw toStoreError(cause)
  }
}

/**
 * Passes an answer about a lane on. At one that no script of ours gives, the process ends: the message says which
 * lane was asked about, since nothing else in the log would.
 */
export const aboutLane = <T>(lane: string, answer: Promise<T>): Promise<T> =>
  answer.catch((error: unknown) => {
    if (!(error instanceof WaywardenError) || error.code !== 'redis_reply_unexpected') throw error
    throw new WaywardenError(error.code, `${lane}: ${error.message}`, { cause: error.cause })
  })

function toStoreError(cause: unknown): WaywardenError {
  const message = inOurWords(cause)
  if (cause instanceof ReplyError && !NOT_NOW.test(message)) {
    return new WaywardenError('redis_reply_unexpected', `Redis refused: ${message}`, { cause })
  }
  return new WaywardenError(
    'redis_unavailable',
    `Redis cannot be used now: ${message}. ${remedyOf(message)}; the lane waits for it.`,
    { cause },
  )
}

/** Advice for replies whose cause can be fixed, by our settings or at the server. */
const REMEDIES: readonly (readonly [reply: RegExp, remedy: string])[] = [
  [/^(NOAUTH|WRONGPASS)/, 'Check redis.username and redis.password, and that Redis knows the user'],
  [/^(NOPERM|ERR ACL)/, 'Grant the user the permissions that the README lists'],
  [/^OOM/, 'Its memory is full: raise its maxmemory'],
  [/^MISCONF/, 'It cannot write to its disk: see its own log'],
  [/^NOREPLICAS/, 'Fewer replicas are connected than its min-replicas-to-write'],
  [/^READONLY/, 'It is a replica: a failover is under way, or redis.nodes names the wrong server'],
  [/^ERR max number of clients/, 'It has no connection left: raise its maxclients'],
  [/^(MOVED|ASK)/, 'It belongs to a cluster: redis.mode must be cluster; if it is, slots are moving'],
  [/^(TRYAGAIN|CLUSTERDOWN)/, 'The cluster is moving slots or choosing a master'],
  [/^BUSY/, "Somebody's script has held it up for longer than its busy-reply-threshold"],
]

/** What to do about an answer, or a failure, of Redis. */
export const remedyOf = (message: string): string =>
  REMEDIES.find(([reply]) => reply.test(message))?.[1] ?? 'Check that it is running and reachable'

/** The client's words around the last reply of a cluster that it could not follow. */
const REDIRECTIONS = /^Too many Cluster redirections\. Last error: (ReplyError: )?/

function inOurWords(cause: unknown): string {
  // The client's own messages name no setting of ours.
  if (cause instanceof Error && cause.name === 'MaxRetriesPerRequestError') return 'there is no connection'
  const clause = clauseOf(cause).replace(REDIRECTIONS, '')
  return clause === 'Command timed out' ? 'there was no answer within redis.commandTimeout' : clause
}

export function unexpectedReply(reply: unknown): WaywardenError {
  return new WaywardenError(
    'redis_reply_unexpected',
    'Redis answered a script with something the script does not return. Is there a proxy in between?',
    { cause: { type: typeof reply } },
  )
}
