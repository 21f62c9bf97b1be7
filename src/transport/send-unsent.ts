import type { Channel, OutboxMessage } from '../state/store.ts'
import { bundleAccountDays } from './bundle-account-days.ts'
import { portions } from './portions.ts'

// A broker takes 1 MiB in one batch of one partition where nothing else is set; this leaves room for headers.
const MOST_BYTES = 512 * 1024

/** By outbox, what was left of it when a try had failed. */
export type Unsent = WeakMap<readonly OutboxMessage[], readonly OutboxMessage[]>

/**
 * Sends an outbox topic by topic, so that one that refuses holds up no other. What was taken is out of `unsent`, and out of the next try
 * with the same outbox. Throws the first refusal, after every topic had its turn.
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
  const channels = new Set([...left].map(({ channel }) => channel))
  const turns = await Promise.allSettled([...channels].map(sendTo))
  unsent.set(outbox, [...left])
  for (const turn of turns) if (turn.status === 'rejected') throw turn.reason
}

const bytesOf = ({ key, value }: OutboxMessage): number => Buffer.byteLength(key) + Buffer.byteLength(value)
