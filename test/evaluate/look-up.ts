import { accountId, epochMs } from '../../src/contract/brands.ts'
import type { LookUp, Reach, Waybill } from '../../src/contract/look-up.ts'
import { HOUR_MS } from '../../src/contract/time-units.ts'
import { MONDAY_MS } from '../core/support/streams.ts'

export const ZONE_MS = 8 * HOUR_MS

export const waybill = (number: number, reach: Reach = 'own'): Waybill => ({
  hi: Math.imul(number, 0x9e3779b1),
  lo: number,
  block: 0,
  offset: -1,
  reach,
  outletIds: null,
})

let events = 0

/** A look-up of one waybill never seen before, at so many milliseconds after Monday, unless told otherwise. */
export const lookUp = (atMs: number, changes: Partial<LookUp> = {}): LookUp => {
  events += 1
  const waybills = changes.waybills ?? [waybill(events)]
  return {
    eventId: `event-${events}`,
    eventHi: events,
    eventLo: events,
    occurredAt: epochMs(MONDAY_MS + atMs),
    accountId: accountId('ann'),
    role: 'courier',
    outletId: 'outlet-1',
    regionCode: null,
    action: 'query',
    outcome: 'found',
    waybills,
    records: waybills.length,
    ticketId: null,
    sourceIp: '10.0.0.1',
    deviceId: null,
    sessionId: 'session-1',
    userAgent: null,
    channel: 'web',
    ...changes,
  }
}
