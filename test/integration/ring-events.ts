import { HOUR_MS, DAY_MS } from '../../src/contract/time-units.ts'
import type { LiveEvent } from './live-events.ts'

const ZONE_MS = 8 * HOUR_MS

/** Days of ordinary work before the ring's own day. In the first week of a log no rings are reported. */
const PAST_DAYS = 7
const OUTLETS = 4
const CLERKS = 8
const LOOK_UPS_AN_HOUR = 5
/** Foreign waybills that each member of the ring reads when its turn comes. */
const STOLEN = 12

const NIGHT_CLERKS = 24

/** The ring's members, of three outlets and on both partitions. */
export const ringMembers: readonly string[] = [
  'clerk-0-1',
  'clerk-0-2',
  'clerk-1-3',
  'clerk-1-4',
  'clerk-2-5',
]

export const ringDevice = 'pc-of-nobody'

export type RingEventOptions = {
  readonly partitions: number
  /** All events lie before this time. */
  readonly nowMs: number
}

/**
 * A week of ordinary work at four outlets of eight clerks. Then a day on which five of the clerks' accounts
 * are also used on one machine elsewhere. That day is the one before `nowMs`, on the clock of the default
 * policy.
 */
export function ringEvents({ partitions, nowMs }: RingEventOptions): LiveEvent[] {
  const midnightMs = Math.floor((nowMs + ZONE_MS) / DAY_MS) * DAY_MS - ZONE_MS
  const firstMs = midnightMs - (PAST_DAYS + 1) * DAY_MS
  const events: LiveEvent[] = []
  const put = (outlet: number, clerk: number, atMs: number, said: Readonly<Record<string, unknown>>) => {
    const accountId = `clerk-${outlet}-${clerk}`
    const eventId = `event-${events.length}`
    const event = {
      eventId,
      occurredAt: atMs,
      accountId,
      accountRole: 'outlet-clerk',
      outletId: `outlet-${outlet}`,
      ...said,
    }
    const partition = (outlet * CLERKS + clerk) % partitions
    events.push({
      partition,
      key: accountId,
      value: JSON.stringify(event),
      timestampMs: atMs,
      fate: 'counted',
    })
  }
  const workHour = (day: number, outlet: number, clerk: number, hour: number) => {
    for (let each = 0; each < LOOK_UPS_AN_HOUR; each++) {
      const atMs = firstMs + day * DAY_MS + hour * HOUR_MS + (each * 10 + clerk) * 60_000
      const outlets = [`outlet-${outlet}`, 'hub']
      const no = `YT${((day * 24 + hour) * 40 + outlet * 10 + clerk) * 10 + each + 1e11}`
      const source = { deviceId: `pc-${outlet}-${clerk}`, sourceIp: `10.1.${outlet}.1` }
      put(outlet, clerk, atMs, { ...source, waybills: [{ no, outletIds: outlets }] })
    }
  }
  const workDay = (day: number, outlet: number, clerk: number) => {
    for (let hour = 9; hour < 17; hour++) workHour(day, outlet, clerk, hour)
  }
  for (let day = 0; day <= PAST_DAYS; day++)
    for (let each = 0; each < OUTLETS * CLERKS; each++) workDay(day, Math.floor(each / CLERKS), each % CLERKS)
  for (const [turn, name] of ringMembers.entries()) {
    const [, outlet = 0, clerk = 0] = name.split('-').map(Number)
    for (let each = 0; each < STOLEN; each++) {
      const atMs = firstMs + PAST_DAYS * DAY_MS + (10 + turn) * HOUR_MS + each * 4 * 60_000
      const outletIds = [`outlet-far-${each}`, `outlet-off-${each}`]
      const no = `YT${9e11 + turn * 1_000 + each * 37}`
      put(outlet, clerk, atMs, {
        deviceId: ringDevice,
        sourceIp: '198.51.100.7',
        waybills: [{ no, outletIds }],
      })
    }
  }
  // The night shift works on other machines. Its events move the lanes of the second pass on in event time,
  // so that the ring's alert closes.
  for (let each = 0; each < NIGHT_CLERKS; each++) {
    const atMs = firstMs + PAST_DAYS * DAY_MS + 20 * HOUR_MS + each * 60_000
    const source = { deviceId: `pc-night-${each}`, sourceIp: `10.2.0.${each}` }
    put(OUTLETS, each, atMs, { ...source, waybills: [{ no: `YT${8e11 + each}` }] })
  }
  return events.toSorted((a, b) => a.timestampMs - b.timestampMs)
}

/**
 * With few accounts, a lane is never surer than one in a thousand, so medium must require less. Otherwise the
 * crowd seen so far, and so which lane was faster, would decide whom the alert names. With 100 per 10,000 or
 * more, honest accounts would be taken for a ring.
 */
export const ringPolicy = 'alerts: { lowFalseAlarms: 50, mediumFalseAlarms: 50 }\n'
