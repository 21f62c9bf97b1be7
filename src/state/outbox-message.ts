import { WaywardenError } from '../contract/errors.ts'
import { channels, type Channel, type OutboxMessage } from './store.ts'

/** Channel and key as JSON on the first line, then the value as it is. */
export function encodeMessage({ channel, key, value }: OutboxMessage): string {
  return `${JSON.stringify([channel, key])}\n${value}`
}

/** @throws WaywardenError `state_corrupt` if another program has written the outbox. */
export function decodeMessage(text: string): OutboxMessage {
  const end = text.indexOf('\n')
  const [channel, key] = parseHead(text.slice(0, Math.max(end, 0)))
  if (!isChannel(channel) || typeof key !== 'string') {
    throw new WaywardenError(
      'state_corrupt',
      'An outbox in Redis contains data that waywarden did not write.',
      {
        cause: { length: text.length },
      },
    )
  }
  return { channel, key, value: text.slice(end + 1) }
}

function parseHead(text: string): readonly unknown[] {
  try {
    const head: unknown = JSON.parse(text)
    return Array.isArray(head) ? head : []
  } catch {
    return [] // not ours; the caller throws
  }
}

function isChannel(value: unknown): value is Channel {
  return typeof value === 'string' && (channels as readonly string[]).includes(value)
}
