import { accountId, epochMs } from '../../../src/contract/brands.ts'
import type { SharedFinding } from '../../../src/core/ring/shared-finding.ts'
import { DAY_MS, HOUR_MS, localDay, localHour } from '../../../src/core/time.ts'
import { MONDAY_MS } from '../support/streams.ts'

const ZONE_MS = 8 * HOUR_MS

/** The day of the first Monday. */
export const MONDAY = localDay(localHour(MONDAY_MS, ZONE_MS))

type Said = Partial<Omit<SharedFinding, 'accountId' | 'occurredAt' | 'day'>> & {
  readonly account?: string
  /** Days after the first Monday, and the hour of it. */
  readonly day?: number
  readonly hour?: number
}

/** Account A-1 is merely at work at device D-1, but for what is said otherwise. */
export const findingOf = ({ account = 'A-1', day = 0, hour = 9, ...said }: Said = {}): SharedFinding => ({
  entity: { type: 'device', id: 'D-1' },
  accountId: accountId(account),
  role: 'outlet-clerk',
  outletId: 'O-1',
  regionCode: null,
  occurredAt: epochMs(MONDAY_MS + day * DAY_MS + Math.round(hour * HOUR_MS)),
  day: MONDAY + day,
  surprise: 0,
  records: 10,
  distinctWaybills: 10,
  foreignWaybills: 4,
  detectors: [],
  topic: 'waybill.queries',
  partition: 0,
  offset: 7,
  eventId: `E-${account}-${day}-${hour}`,
  ...said,
})
