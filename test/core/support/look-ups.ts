import { accountId, epochMs } from '../../../src/contract/brands.ts'
import type { LookUp, Reach, Waybill } from '../../../src/contract/look-up.ts'
import { MONDAY_MS } from './streams.ts'

/** Spreads a small number over 32 bits, one to one. */
export const spread = (number: number): number => {
  let hash = Math.imul(number + 1, 0x9e3779b1)
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

const OUTLETS: Record<Reach, readonly string[] | null> = {
  own: ['O-1', 'O-9'],
  foreign: ['O-8', 'O-9'],
  unknown: null,
}

/** The waybill with this number. Numbers that share all but their last two digits share a block. */
export const waybill = (number: number, reach: Reach = 'foreign'): Waybill => ({
  hi: spread(number),
  lo: spread(number ^ 0x5bd1e995),
  block: spread(Math.floor(number / 100)),
  offset: number % 100,
  reach,
  outletIds: OUTLETS[reach],
})

export const waybills = (from: number, count: number, reach: Reach = 'foreign'): readonly Waybill[] =>
  Array.from({ length: count }, (_, at) => waybill(from + at, reach))

type Said = Partial<Omit<LookUp, 'occurredAt' | 'accountId'>> & {
  readonly occurredAt?: number
  readonly account?: string
}

/** A look-up of one foreign waybill by courier A-1 of outlet O-1, unless overridden. */
export const lookUp = (
  id: number,
  { occurredAt = MONDAY_MS, account = 'A-1', ...said }: Said = {},
): LookUp => {
  const outcome = said.outcome ?? 'found'
  const shown = said.waybills ?? [waybill(id)]
  return {
    eventId: `E-${id}`,
    eventHi: spread(id ^ 0x2545f491),
    eventLo: spread(id ^ 0x1b873593),
    occurredAt: epochMs(occurredAt),
    accountId: accountId(account),
    role: 'courier',
    outletId: 'O-1',
    regionCode: null,
    action: 'query',
    ticketId: null,
    sourceIp: null,
    deviceId: null,
    sessionId: null,
    userAgent: null,
    channel: null,
    ...said,
    outcome,
    waybills: shown,
    records: outcome === 'found' ? Math.max(shown.length, said.records ?? 0) : 0,
  }
}
