import type { SimulatedEvent, SimulatedWaybill } from './simulated-event.ts'

/**
 * JSON of one event without line end, equal to JSON.stringify for events of this simulator (all text is plain ASCII
 * without quotes; a test holds that) at about a third of its cost, which is what bounds the rate.
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
    const outlets = outletIds === undefined ? '' : `,"outletIds":["${outletIds.join('","')}"]`
    list += `${list === '' ? '' : ','}{"no":"${no}"${outlets}}`
  }
  return `,"waybills":[${list}]`
}
