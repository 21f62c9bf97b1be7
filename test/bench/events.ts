import { HOUR_MS } from '../../src/contract/time-units.ts'
import { createRandom, type Random } from '../../src/simulate/random/create-random.ts'

export type BenchEvent = { readonly account: number; readonly atMs: number; readonly value: string }

export type BenchEvents = {
  readonly count: number
  readonly accounts: number
  /** Time of the first event. */
  readonly fromMs: number
  /** Span of event time that all events cover. */
  readonly spanMs?: number
  /** Prefix of account names. */
  readonly prefix?: string
  readonly seed?: number
  /** How many accounts are active at a time, each for about ten look-ups; all of them if absent. */
  readonly atWork?: number
}

export const accountName = (account: number, prefix = 'u'): string =>
  `${prefix}${String(account).padStart(7, '0')}`

const SITTING = 10

/** Look-ups of about 400 bytes each, over ten hours of one day by default. */
export function* benchEvents(options: BenchEvents): Generator<BenchEvent> {
  const { count, accounts, fromMs, spanMs = 10 * HOUR_MS, prefix = 'u', seed = 1, atWork } = options
  const random = createRandom('bench', seed)
  for (let index = 0; index < count; index++) {
    const account =
      atWork === undefined || atWork >= accounts
        ? Math.floor(random() * accounts)
        : (Math.floor(index / SITTING) + Math.floor(random() * atWork)) % accounts
    const atMs = Math.floor(fromMs + (index / count) * spanMs)
    yield { account, atMs, value: eventLine(index, account, atMs, random, prefix) }
  }
}

/** 4 % are foreign, 3 % are not found, and one waybill in ten was seen before. */
const eventLine = (index: number, account: number, atMs: number, random: Random, prefix: string): string => {
  const outlet = account % 400
  const home = `130${100 + outlet}-01`
  const other = `130${100 + ((outlet + 7) % 400)}-02`
  const chance = random()
  const number =
    random() < 0.1 ? account * 7_919 + 1_000_000_000_000 : Math.floor(random() * 1e12) + 2_000_000_000_000
  const first = chance < 0.04 ? `130${100 + ((outlet + 31) % 400)}-03` : home
  return (
    `{"eventId":"${prefix}-${index}-${atMs.toString(36)}","occurredAt":"${new Date(atMs).toISOString()}",` +
    `"accountId":"${accountName(account, prefix)}","outletId":"${home}","regionCode":"130400","action":"query",` +
    `"outcome":"${chance > 0.97 ? 'not_found' : 'found'}","accountRole":"${account % 7 === 0 ? 'outlet-clerk' : 'courier'}",` +
    `"waybills":[{"no":"YT${number}","outletIds":["${first}","hub-1304","${other}"]}],` +
    `"sourceIp":"10.36.${account % 200}.1","deviceId":"pda-${account}","sessionId":"s${account}",` +
    `"userAgent":"pda-app/26.1","channel":"pda"}`
  )
}
