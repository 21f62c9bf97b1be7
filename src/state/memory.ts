import { getOrMake } from '../contract/get-or-make.ts'
import { requireProgress } from './require-progress.ts'
import type { Checkpoint, CheckpointResult, OutboxMessage, StateStore } from './store.ts'

// Mutable: it is the stored state.
type StoredLane = {
  epoch: number
  offset: number | null
  /** The epoch that wrote the offset. */
  writer: number
  readonly fields: Map<string, Buffer>
  readonly states: Map<string, Buffer>
  outbox: OutboxMessage[]
  outboxHead: number
}

/**
 * A store in memory, for tests, for `inspect --replay` and as the base of createFieldStore. It keeps the
 * promises of `StateStore` as long as the process lives, and is never unavailable.
 */
export function createMemoryStore(): StateStore {
  const lanes = new Map<number, StoredLane>()
  const laneOf = (lane: number): StoredLane => getOrMake(lanes, lane, emptyLane)
  return {
    async claim(lane) {
      const stored = laneOf(lane)
      stored.epoch += 1
      const { epoch, offset, fields, outbox, outboxHead } = stored
      return { epoch, offset, fields: new Map(fields), outbox: [...outbox], outboxHead }
    },
    async standOf(lane) {
      const { epoch, offset } = lanes.get(lane) ?? emptyLane()
      return { epoch, offset }
    },
    async load(lane, keys) {
      const stored = laneOf(lane)
      return keys.map((key) => stored.states.get(key) ?? null)
    },
    async peek(lane, account) {
      const stored = lanes.get(lane)
      const bytes = stored?.states.get(account)
      if (stored === undefined || bytes === undefined) return null
      return { account: bytes, offset: stored.offset, fields: new Map(stored.fields) }
    },
    async readFields(lane, names) {
      const fields = lanes.get(lane)?.fields
      return names.map((name) => fields?.get(name) ?? null)
    },
    async checkpoint(checkpoint) {
      requireProgress(checkpoint)
      const stored = laneOf(checkpoint.lane)
      const result = judge(stored, checkpoint)
      if (result.kind === 'ok') apply(stored, checkpoint)
      return result
    },
    async trim(lane, epoch, acknowledged) {
      const stored = laneOf(lane)
      if (epoch >= stored.epoch) trimOutbox(stored, acknowledged)
    },
  }
}

function emptyLane(): StoredLane {
  return {
    epoch: 0,
    offset: null,
    writer: 0,
    fields: new Map(),
    states: new Map(),
    outbox: [],
    outboxHead: 0,
  }
}

function judge(stored: StoredLane, { epoch, expectedOffset, nextOffset }: Checkpoint): CheckpointResult {
  if (epoch < stored.epoch) return { kind: 'fenced', epoch: stored.epoch }
  if (epoch === stored.writer && nextOffset === stored.offset) return { kind: 'applied' }
  if (stored.offset !== expectedOffset) return { kind: 'moved', offset: stored.offset }
  return { kind: 'ok' }
}

function apply(stored: StoredLane, checkpoint: Checkpoint): void {
  for (const [key, value] of checkpoint.states) stored.states.set(key, Buffer.from(value))
  for (const [name, value] of checkpoint.fields) {
    if (value === null) stored.fields.delete(name)
    else stored.fields.set(name, Buffer.from(value))
  }
  trimOutbox(stored, checkpoint.acknowledged)
  stored.outbox = [...stored.outbox, ...checkpoint.outbox]
  stored.offset = checkpoint.nextOffset
  stored.writer = checkpoint.epoch
}

function trimOutbox(stored: StoredLane, acknowledged: number): void {
  const count = acknowledged - stored.outboxHead
  if (count <= 0 || count > stored.outbox.length) return
  stored.outbox = stored.outbox.slice(count)
  stored.outboxHead = acknowledged
}
