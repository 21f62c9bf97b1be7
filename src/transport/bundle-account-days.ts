import { findingsSchemaName } from '../contract/finding.ts'
import { getOrMake } from '../contract/get-or-make.ts'
import type { OutboxMessage } from '../state/store.ts'
import { portions } from './portions.ts'

/** Most bytes of account days in one record: a quarter of what the producer sends at once. */
const MOST_BYTES = 128 * 1024

/**
 * Bundles the account days for each partition into one record, or into a few if one
 * would be too long, and keeps their order. All other messages stay as they are. A
 * record for each account day would cost more than everything that is done with it.
 */
export const bundleAccountDays = (messages: readonly OutboxMessage[]): readonly OutboxMessage[] => {
  const waiting = new Map<string, string[]>()
  for (const { channel, key, value } of messages) {
    if (channel === 'findings') getOrMake(waiting, key, () => []).push(value)
  }
  const records = [...waiting].flatMap(([key, values]) =>
    [...portions(values, MOST_BYTES, bytesOf)].map(
      (portion) => ({ channel: 'findings', key, value: recordOf(portion) }) as const,
    ),
  )
  return [...messages.filter(({ channel }) => channel !== 'findings'), ...records]
}

const bytesOf = (text: string): number => Buffer.byteLength(text)

// Each value is JSON already (pipeline/account-day-message.ts).
const recordOf = (accountDays: readonly string[]): string =>
  `{"schema":"${findingsSchemaName}","findings":[${accountDays.join(',')}]}`
