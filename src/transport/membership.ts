import type { Consumer } from 'kafkajs'

/** Requests that a broker answers without an error only while the member has its partitions. */
const RENEWALS: readonly string[] = ['Heartbeat', 'SyncGroup']

export type Membership = {
  /**
   * Whether the partitions certainly are this member's: no join that has begun since the group confirmed it last
   * can have ended without it. This is counted from when we asked, not from when we read the answer: a process
   * that was frozen reads one from before, and its lanes may belong to another by then.
   */
  readonly isValid: boolean
}

/**
 * Follows what the group answers; call it before the consumer is started. `rebalanceTimeoutMs`: how long a join
 * waits for this member, at most as long as its session.
 */
export function followMembership(
  consumer: Pick<Consumer, 'on' | 'events'>,
  rebalanceTimeoutMs: number,
): Membership {
  let askedMs = -Infinity
  let confirmedMs = -Infinity
  const confirm = (): void => void (confirmedMs = askedMs)
  // kafkajs tells of a request as soon as it is answered, and of what the answer means after that.
  consumer.on(consumer.events.REQUEST, ({ payload: { apiName, duration } }) => {
    if (RENEWALS.includes(apiName)) askedMs = performance.now() - Math.max(0, duration)
  })
  consumer.on(consumer.events.GROUP_JOIN, confirm)
  consumer.on(consumer.events.HEARTBEAT, confirm)
  consumer.on(consumer.events.CRASH, () => void (confirmedMs = -Infinity))
  return {
    get isValid() {
      return performance.now() - confirmedMs < rebalanceTimeoutMs
    },
  }
}
