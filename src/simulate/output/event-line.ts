import type { SimulatedEvent, SimulatedWaybill } from './simulated-event.ts'

/**
 * JSON of one event without a line end. Equal to JSON.stringify at about half its cost, because all text of
 * this simulator is plain ASCII without quotes. A test checks the equality.
 */
export function eventLine(event: SimulatedEvent): string {
  let line = `{"eventId":"${event.eventId}","occurredAt":"${event.occurredAt}","accountId":"${event.accountId}","outletId":"${event.outletId}","regionCode":"${event.regionCode}","action":"${event.action}","outcome":"${event.outcome}"`
  if (event.accountRole !== undefined) line += `,"accountRole":"${event.accountRole}"`
  if (event.waybills !== undefined) line += waybillList(event.waybills)
  if (event.recordCount !== undefined) line += `,"recordCount":${event.recordCount}`
  if (event.ticketId !== undefined) line += `,"ticketId":"${event.ticketId}"`
  if (event.sourceIp !== undefined) line += `,"sourceIp":"${event.sourceIp}"`
  if (event.deviceId !== undefined) {
    line += `,"deviceId":"${event.deviceId}","sessionId":"${event.sessionId}","userAgent":"${event.userAgent}"`
  }
  return `${line},"channel":"${event.channel}"}`
}

function waybillList(waybills: readonly SimulatedWaybill[]): string {
  let list = ''
  for (const { no, outletIds } of waybills) {
    list += list === '' ? `{"no":"${no}"` : `,{"no":"${no}"`
    list += outletIds === undefined ? '}' : `,"outletIds":[${quoted(outletIds)}]}`
  }
  return `,"waybills":[${list}]`
}

function quoted(texts: readonly string[]): string {
  let list = ''
  for (const text of texts) list += list === '' ? `"${text}"` : `,"${text}"`
  return list
}
