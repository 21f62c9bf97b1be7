import { HOUR_MS, DAY_MS } from '../../src/contract/time-units.ts'
import { createRandom, type Random } from '../../src/simulate/random/create-random.ts'

/** The outcome that an event must have. The counts of a run are checked against these. */
export type Fate = 'counted' | 'duplicate' | 'not_json' | 'invalid' | 'from_future' | 'too_late'

export type LiveEvent = {
  readonly partition: number
  readonly key: string
  readonly value: string
  readonly timestampMs: number
  readonly fate: Fate
}

export type LiveEventOptions = {
  readonly seed: number
  readonly count: number
  readonly partitions: number
  /** Event time of the first event. */
  readonly fromMs: number
  readonly accounts?: number
  /** Time between consecutive events of the whole topic. */
  readonly spacingMs?: number
  /** Share of events that are late, repeated, malformed or far from their Kafka timestamp. */
  readonly mischief?: number
}

/**
 * Fewest waybills in one look-up of a thief. Enough to pass the exposure ceiling, which is all that a lane
 * can go by in its first hour.
 */
const HARVEST = 12

/**
 * Look-ups of a small company, deterministic by the options. Couriers read parcels of their own outlet. On
 * each partition one account harvests lists of foreign waybills and must be caught.
 */
export function liveEvents(options: LiveEventOptions): LiveEvent[] {
  const { seed, count, partitions, fromMs, accounts = 2_000, spacingMs = 100, mischief = 0 } = options
  const random = createRandom('live', seed)
  const events: LiveEvent[] = []
  for (let index = 0; index < count; index++) {
    const atMs = fromMs + index * spacingMs
    const account = random() < 0.02 ? index % partitions : Math.floor(random() * accounts)
    const isThief = account < partitions
    const event = lookUp(index, account, atMs, isThief, random)
    const partition = account % partitions
    const put = (body: string, fate: Fate) =>
      events.push({ partition, key: accountOf(account), value: body, timestampMs: atMs, fate })
    if (random() >= mischief) {
      put(JSON.stringify(event), 'counted')
      continue
    }
    switch (Math.floor(random() * 6)) {
      case 0:
        put(JSON.stringify(event), 'counted')
        put(JSON.stringify(event), 'duplicate')
        break
      case 1:
        put(`{"eventId":"${index}","waybills":[{"no":"SECRET-NUMBER`, 'not_json')
        break
      case 2:
        put(JSON.stringify({ ...event, accountId: undefined }), 'invalid')
        break
      case 3:
        put(JSON.stringify({ ...event, occurredAt: atMs + DAY_MS }), 'from_future')
        break
      case 4:
        put(JSON.stringify({ ...event, occurredAt: atMs - 30 * DAY_MS }), 'too_late')
        break
      default:
        put(JSON.stringify({ ...event, occurredAt: atMs - Math.floor(random() * HOUR_MS) }), 'counted')
    }
  }
  return events
}

const lookUp = (index: number, account: number, atMs: number, isThief: boolean, random: Random) => {
  const outletId = `outlet-${account % 40}`
  const waybill = () => ({
    no: `SF${String(Math.floor(random() * 1e9)).padStart(12, '0')}`,
    outletIds: isThief ? ['outlet-far', 'outlet-hub'] : [outletId, 'outlet-hub'],
  })
  return {
    eventId: `event-${index}`,
    occurredAt: atMs,
    accountId: accountOf(account),
    accountRole: account % 7 === 0 ? 'outlet-clerk' : 'courier',
    outletId,
    action: 'query',
    outcome: random() < 0.03 ? 'not_found' : 'found',
    waybills: Array.from({ length: (isThief ? HARVEST : 1) + Math.floor(random() * 3) }, waybill),
    sourceIp: `10.0.${account % 200}.${index % 3}`,
    deviceId: `pda-${account}`,
    sessionId: `session-${account}-${Math.floor(index / 5000)}`,
    channel: 'pda',
  }
}

const accountOf = (account: number): string => `account-${account}`
