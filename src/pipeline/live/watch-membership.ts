import type { Logger } from 'pino'

import type { TopicConsumer } from '../../transport/kafka-consumer.ts'
import { unheard } from './lane-retry.ts'
import { createThrottledLog } from './throttled-log.ts'
import { pause } from './until-answered.ts'

const LOOK_EVERY_MS = 1_000

export type WatchOptions = {
  readonly consumer: Pick<TopicConsumer, 'isMember'>
  readonly lookEveryMs?: number
  readonly log: Logger
  readonly signal: AbortSignal
}

/**
 * Says when the group no longer answers, and when it does again, until the signal. Brokers that hang bring
 * neither an error for a minute or more nor records, and a lane without records does not notice. It asks no
 * broker, because the answer could hang as well.
 */
export async function watchMembership(options: WatchOptions): Promise<void> {
  const { consumer, lookEveryMs = LOOK_EVERY_MS, log, signal } = options
  const throttled = createThrottledLog(log)
  let wasMember = consumer.isMember
  for (;;) {
    await pause(lookEveryMs, signal)
    if (signal.aborted) return
    const { isMember } = consumer
    if (wasMember && !isMember) throttled.warn(unheard(), 'the group does not answer')
    if (!wasMember && isMember) throttled.inform('answers', 'the group answers again', {})
    wasMember = isMember
  }
}
