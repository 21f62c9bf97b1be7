import { type Static, Type } from 'typebox'

import { auditEventSchema, waybillsOrCount } from '../../contract/audit-event.ts'
import { accountId, epochMs } from '../../contract/brands.ts'
import type { LookUp, Reach, Waybill } from '../../contract/look-up.ts'
import type { Tokens } from '../../tokens/tokens.ts'

/**
 * The schema of the audit event without the date-time format: the decoder parses the
 * time anyway, and the check would parse it twice.
 */
export const eventSchema = Type.Object(
  {
    ...auditEventSchema.properties,
    occurredAt: Type.Union([Type.String(), Type.Integer({ minimum: 0 })]),
  },
  { anyOf: waybillsOrCount },
)

export type CheckedEvent = Static<typeof eventSchema>

/** A checked event as the core sees it: defaults filled in, reach judged, numbers turned into tokens. */
export function toLookUp(event: CheckedEvent, occurredAt: number, tokens: Tokens): LookUp {
  const outcome = event.outcome ?? 'found'
  const outletId = orNull(event.outletId)
  const waybills = event.waybills === undefined ? [] : waybillsOf(event.waybills, outletId, tokens)
  const { hi, lo } = tokens.ofEvent(event.eventId)
  return {
    eventId: event.eventId,
    eventHi: hi,
    eventLo: lo,
    occurredAt: epochMs(occurredAt),
    accountId: accountId(event.accountId),
    role: orNull(event.accountRole),
    outletId: sharedId(event.outletId),
    regionCode: orNull(event.regionCode),
    action: event.action ?? 'query',
    outcome,
    waybills,
    records: outcome === 'found' ? Math.max(waybills.length, event.recordCount ?? 0) : 0,
    ticketId: orNull(event.ticketId),
    sourceIp: sharedId(event.sourceIp),
    deviceId: sharedId(event.deviceId),
    sessionId: orNull(event.sessionId),
    userAgent: orNull(event.userAgent),
    channel: orNull(event.channel),
  }
}

function waybillsOf(
  waybills: NonNullable<CheckedEvent['waybills']>,
  outletId: string | null,
  tokens: Tokens,
): readonly Waybill[] {
  return waybills.map(({ no, outletIds }) => {
    const { hi, lo, block, offset } = tokens.ofNumber(no)
    const known = outletsOrNull(outletIds)
    return { hi, lo, block, offset, reach: reachOf(outletId, known), outletIds: known }
  })
}

/**
 * An empty list, or one of empty texts, is treated as absent. Taken literally, it would
 * make every waybill foreign.
 */
function outletsOrNull(outletIds: readonly string[] | undefined): readonly string[] | null {
  const named = outletIds?.includes('') === true ? outletIds.filter((id) => id !== '') : outletIds
  return named === undefined || named.length === 0 ? null : named
}

function reachOf(outletId: string | null, outletIds: readonly string[] | null): Reach {
  if (outletId === null || outletIds === null) return 'unknown'
  return outletIds.includes(outletId) ? 'own' : 'foreign'
}

/** An empty text is treated as absent: logs write both. */
const orNull = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text)

/**
 * Ids of what accounts share become keys in the store, in UTF-8, in which ids that differ only in lone
 * surrogates are the same. They are made the same here, so that the state in memory agrees.
 */
const sharedId = (text: string | undefined): string | null => {
  const id = orNull(text)
  return id === null || id.isWellFormed() ? id : id.toWellFormed()
}
