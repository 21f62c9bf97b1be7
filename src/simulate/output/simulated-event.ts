import type { Action, Outcome } from '../../contract/look-up.ts'
import { createTimeFormat } from '../calendar.ts'
import type { Draft } from '../work/draft.ts'

/** An audit event of the contract, with the fields that this company logs. */
export type SimulatedEvent = {
  eventId: string
  occurredAt: string
  accountId: string
  accountRole?: string
  outletId: string
  regionCode: string
  action: Action
  outcome: Outcome
  waybills?: readonly SimulatedWaybill[]
  recordCount?: number
  ticketId?: string
  sourceIp?: string
  deviceId?: string
  sessionId?: string
  userAgent?: string
  channel?: string
}

export type SimulatedWaybill = { readonly no: string; readonly outletIds?: readonly string[] }

export type Visibility = 'known' | 'absent'

/** Which fields the company's audit log records; logs differ in this. */
export type LogDetail = {
  readonly outletIds: Visibility
  readonly roles: Visibility
  /** Device, session and agent. */
  readonly devices: Visibility
  /** Source addresses. */
  readonly addresses: Visibility
}

/** Converts drafts to events, without the fields that the log does not record. */
export function createEventWriter(detail: LogDetail): (draft: Draft) => SimulatedEvent {
  const formatTime = createTimeFormat()
  // A number that was not found has no route to log.
  const saysOutlets = ({ outcome }: Draft) => detail.outletIds === 'known' && outcome !== 'not_found'
  return (draft) => {
    const { account, source } = draft
    const event: SimulatedEvent = {
      eventId: draft.eventId,
      occurredAt: formatTime(draft.at),
      accountId: account.accountId,
      outletId: account.workplace.id,
      regionCode: account.workplace.regionCode,
      action: draft.action,
      outcome: draft.outcome,
    }
    if (detail.roles === 'known') event.accountRole = draft.role
    if (draft.waybills.length > 0)
      event.waybills = saysOutlets(draft) ? draft.waybills : draft.waybills.map(withoutOutlets)
    if (draft.recordCount !== null) event.recordCount = draft.recordCount
    if (draft.ticketId !== null) event.ticketId = draft.ticketId
    if (detail.addresses === 'known') event.sourceIp = source.sourceIp
    if (detail.devices === 'known') {
      event.deviceId = source.deviceId
      event.sessionId = source.sessionId
      event.userAgent = source.userAgent
    }
    event.channel = source.channel
    return event
  }
}

const withoutOutlets = ({ no }: SimulatedWaybill): SimulatedWaybill => ({ no })
