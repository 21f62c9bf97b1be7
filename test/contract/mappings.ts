import type { Mapping } from '../../src/contract/mapping-schema.ts'

/** A query service that logs one waybill a line: seconds, result codes, sites in fields of their own. */
export const serviceMapping: Mapping = {
  eventId: '/traceId',
  occurredAt: { pointer: '/ts', unit: 'seconds' },
  accountId: '/user/loginName',
  accountRole: { pointer: '/user/post', values: { 客服: 'customer-service', 业务员: 'courier' } },
  outletId: '/user/site/code',
  action: { pointer: '/operation', values: { QUERY_DETAIL: 'query', SHOW_PHONE: 'reveal' } },
  outcome: { pointer: '/resultCode', values: { '0': 'found', '404': 'not_found' }, otherwise: 'denied' },
  waybills: { pointer: '/bill', no: '/billCode', outletIds: ['/sendSite', '/dispatchSite', '/transit'] },
  sourceIp: '/client/ip',
  channel: { constant: 'crm' },
}

/** An audit of the database gateway: flat names with dots and slashes, local time, lists, numbers as ids. */
export const gatewayMapping: Mapping = {
  eventId: '/log.id',
  occurredAt: { pointer: '/@timestamp', offset: '+08:00' },
  accountId: '/staff~1no',
  action: { pointer: '/event.action', values: { search: 'list', dump: 'export' }, otherwise: 'query' },
  waybills: { pointer: '/rows' },
  recordCount: '/total~0',
}
