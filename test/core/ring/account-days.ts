import { accountId, epochMs } from '../../../src/contract/brands.ts'
import { DAY_MS, HOUR_MS } from '../../../src/contract/time-units.ts'
import type { Loud, AccountDay } from '../../../src/core/ring/account-day.ts'
import { workDayAt } from '../../../src/core/time.ts'
import { MONDAY_MS } from '../support/streams.ts'

const ZONE_MS = 8 * HOUR_MS

/** The day of the first Monday. */
export const MONDAY = workDayAt(MONDAY_MS + 12 * HOUR_MS, ZONE_MS)

type Said = Partial<Loud> & {
  readonly entity?: AccountDay['entity']
  readonly account?: string
  readonly role?: string
  /** Days after the first Monday, and the hour of it. */
  readonly day?: number
  readonly hour?: number
}

/** Account A-1 is merely at work at device D-1, but for what is said otherwise; with a surprise it is loud. */
export const accountDayOf = (said: Said = {}): AccountDay => {
  const {
    entity = { type: 'device', id: 'D-1' },
    account = 'A-1',
    role = 'courier',
    day = 0,
    hour = 9,
    ...loud
  } = said
  return {
    entity,
    accountId: accountId(account),
    role,
    occurredAt: epochMs(MONDAY_MS + day * DAY_MS + Math.round(hour * HOUR_MS)),
    day: MONDAY + day,
    topic: 'waybill.queries',
    partition: 0,
    loud: (loud.surprise ?? 0) === 0 ? null : { ...LOUD, eventId: `E-${account}-${day}-${hour}`, ...loud },
  }
}

const LOUD: Loud = {
  surprise: 1,
  records: 10,
  distinctWaybills: 10,
  foreignWaybills: 4,
  outletId: 'O-1',
  deviceId: null,
  sourceIp: null,
  dayOffset: 3,
  offset: 7,
  eventId: '',
}
