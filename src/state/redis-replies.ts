import { decodeMessage } from './outbox-message.ts'
import { unexpectedReply } from './redis-errors.ts'
import type { CheckpointResult, LaneClaim, LanePeek, LaneStand } from './store.ts'

/** The reply of claim.lua. */
export function readClaim(reply: unknown): LaneClaim {
  const [epoch, offset, head, fields, outbox] = asArray(reply)
  return {
    epoch: Number(asText(epoch)),
    offset: toOffset(offset),
    outboxHead: Number(asText(head)),
    fields: asMap(asArray(fields)),
    outbox: asArray(outbox).map((message) => decodeMessage(asText(message))),
  }
}

/** A lane's epoch and offset, as the store has them. */
export function readStand(reply: unknown): LaneStand {
  const [epoch, offset] = asArray(reply)
  return { epoch: epoch === null ? 0 : Number(asText(epoch)), offset: toOffset(offset) }
}

/** The reply of peek.lua. */
export function readPeek(reply: unknown): LanePeek | null {
  if (reply === null) return null
  const [account, offset, fields] = asArray(reply)
  if (!Buffer.isBuffer(account)) throw unexpectedReply(reply)
  return {
    account,
    offset: toOffset(offset),
    fields: asMap(asArray(fields)),
  }
}

/** The reply of checkpoint.lua. */
export function readResult(reply: unknown): CheckpointResult {
  const [kind, detail] = asArray(reply)
  const text = asText(kind)
  if (text === 'ok' || text === 'applied') return { kind: text }
  if (text === 'moved') return { kind: text, offset: toOffset(detail) }
  if (text === 'fenced') return { kind: text, epoch: Number(asText(detail)) }
  throw unexpectedReply(reply)
}

const toOffset = (value: unknown): number | null => (value === null ? null : Number(asText(value)))

function asMap(flat: readonly unknown[]): Map<string, Buffer> {
  const map = new Map<string, Buffer>()
  for (let at = 0; at + 1 < flat.length; at += 2) {
    const value = flat[at + 1]
    if (!Buffer.isBuffer(value)) throw unexpectedReply(flat)
    map.set(asText(flat[at]), value)
  }
  return map
}

function asArray(reply: unknown): readonly unknown[] {
  if (!Array.isArray(reply)) throw unexpectedReply(reply)
  return reply
}

function asText(reply: unknown): string {
  if (!Buffer.isBuffer(reply)) throw unexpectedReply(reply)
  return reply.toString()
}
