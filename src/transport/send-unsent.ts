import type { Channel, OutboxMessage } from '../state/store.ts'
import { bundleAccountDays } from './bundle-account-days.ts'
import { portions } from './portions.ts'

// By default a broker takes 1 MiB in one batch of one partition; this leaves room for headers.
const MOST_BYTES = 512 * 1024

/** For each outbox, the messages that were left when a try had failed. */
export type Unsent = WeakMap<readonly OutboxMessage[], readonly OutboxMessage[]>

/**
 * Sends an outbox topic by topic, so that a topic that refuses does not hold up the others. Only coverage waits
 * until all of them have taken theirs: it makes silence on the alert topic a proof. Messages that were taken leave
 * `unsent` and are not sent again at the next try with the same outbox. Throws the first refusal, after every
 * other topic has had its turn.
 */
export async function sendUnsent(
  unsent: Unsent,
  outbox: readonly OutboxMessage[],
  send: (channel: Channel, messages: readonly OutboxMessage[]) => Promise<void>,
): Promise<void> {
  const left = new Set(unsent.get(outbox) ?? bundleAccountDays(outbox))
  const sendTo = async (channel: Channel): Promise<void> => {
    const messages = [...left].filter((message) => message.channel === channel)
    for (const portion of portions(messages, MOST_BYTES, bytesOf)) {
      await send(channel, portion)
      for (const message of portion) left.delete(message)
    }
  }
  const told = new Set([...left].map(({ channel }) => channel))
  const hasCoverage = told.delete('coverage')
  try {
    const turns = await Promise.allSettled([...told].map(sendTo))
    for (const turn of turns) if (turn.status === 'rejected') throw turn.reason
    if (hasCoverage) await sendTo('coverage')
  } finally {
    unsent.set(outbox, [...left])
  }
}

const bytesOf = ({ key, value }: OutboxMessage): number => Buffer.byteLength(key) + Buffer.byteLength(value)
