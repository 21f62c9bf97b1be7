import { accountId, type AccountId } from '../../src/contract/brands.ts'
import type { Checkpoint, OutboxMessage } from '../../src/state/store.ts'

/** A step of lane 0 that only moves the offset, but for what is given. */
export function makeStep(step: Partial<Checkpoint> & Pick<Checkpoint, 'epoch'>): Checkpoint {
  const { expectedOffset = null } = step
  return {
    lane: 0,
    expectedOffset,
    nextOffset: (expectedOffset ?? 0) + 10,
    states: [],
    fields: [],
    outbox: [],
    acknowledged: 0,
    ...step,
  }
}

export const keepMs = 60_000

export const account = (id: string, value: string, kept = keepMs): readonly [AccountId, Buffer, number] => [
  accountId(id),
  Buffer.from(value),
  kept,
]

export const message = (value: string): OutboxMessage => ({
  channel: 'alerts',
  key: `key of ${value}`,
  value,
})
