import type { Mapping } from '../../src/contract/mapping-schema.ts'
import { createDecoder, type DecoderOptions } from '../../src/pipeline/decode/decode.ts'
import { compileMapping } from '../../src/pipeline/decode/mapping.ts'
import type { InputRecord } from '../../src/transport/input-record.ts'

export const timestampMs = Date.parse('2026-03-02T10:20:00+08:00')

export const options: DecoderOptions = {
  tokenKey: Buffer.from('a secret of the test settings'),
  mapping: null,
  maxEventBytes: 1024 * 1024,
  maxAheadMs: 300_000,
  maxLatenessMs: 7 * 86_400_000,
}

/** An event as a log has it. */
export const event = {
  eventId: '3f2b8c1e-9d4a-4e7b-8f61-1c2d3e4f5a6b',
  occurredAt: '2026-03-02T10:15:00.123+08:00',
  accountId: 'HB03110023',
  outletId: 'HB-HD-031',
  waybills: [{ no: 'YT1234567890123', outletIds: ['HB-HD-031', 'SH-QP-002'] }],
}

export function recordOf(value: Buffer | string | null, at = timestampMs): InputRecord {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value
  return { topic: 'waybill.queries', partition: 3, offset: 42, timestampMs: at, value: bytes }
}

type Changes = Partial<Omit<DecoderOptions, 'mapping'>> & { readonly mapping?: Mapping }

/** Decodes an event given as a value. */
export const decodeEvent = (event: unknown, { mapping, ...changes }: Changes = {}) => {
  const compiled = mapping === undefined ? null : compileMapping(mapping)
  return createDecoder({ ...options, ...changes, mapping: compiled })(recordOf(JSON.stringify(event)))
}

/** The look-up of an event that must be one. */
export function lookUpOf(event: unknown, changes: Changes = {}) {
  const decoded = decodeEvent(event, changes)
  if (decoded.kind === 'reject') throw new Error(JSON.stringify(decoded.reject))
  return decoded.lookUp
}

/** The reject of an event that must be one. */
export function rejectOf(event: unknown, changes: Changes = {}) {
  const decoded = decodeEvent(event, changes)
  if (decoded.kind === 'look-up') throw new Error('not rejected')
  return decoded.reject
}
