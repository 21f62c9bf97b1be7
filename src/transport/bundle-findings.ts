import { findingsSchemaName } from '../contract/finding.ts'
import type { OutboxMessage } from '../state/store.ts'
import { portions } from './portions.ts'

/** A quarter of what the producer sends at once. */
const MOST_BYTES = 128 * 1024

/**
 * The messages of an outbox as they are sent: the findings for one partition in one record, or in a few where one would be too long; all others
 * as they are. A record for each finding would cost more than all that is done with it. Each partition gets its findings in order.
 */
export const bundleFindings = (messages: readonly OutboxMessage[]): readonly OutboxMessage[] => {
  const findings = new Map<string, string[]>()
  for (const { channel, key, value } of messages) {
    if (channel !== 'findings') continue
    const already = findings.get(key)
    if (already === undefined) findings.set(key, [value])
    else already.push(value)
  }
  const records = [...findings].flatMap(([key, values]) =>
    [...portions(values, MOST_BYTES, bytesOf)].map(
      (portion) => ({ channel: 'findings', key, value: recordOf(portion) }) as const,
    ),
  )
  return [...messages.filter(({ channel }) => channel !== 'findings'), ...records]
}

const bytesOf = (text: string): number => Buffer.byteLength(text)

// Each value is JSON already (pipeline/finding-message.ts).
const recordOf = (findings: readonly string[]): string =>
  `{"schema":"${findingsSchemaName}","findings":[${findings.join(',')}]}`
