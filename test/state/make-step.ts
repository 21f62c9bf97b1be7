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
    keepMs: 60_000,
    fields: [],
    outbox: [],
    acknowledged: 0,
    ...step,
  }
}

export const account = (id: string, value: string): readonly [AccountId, Buffer] => [
  accountId(id),
  Buffer.from(value),
]

export const message = (value: string): OutboxMessage => ({
  channel: 'alerts',
  key: `key of ${value}`,
  value,
})
