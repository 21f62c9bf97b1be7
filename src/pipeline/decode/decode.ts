import { createHmac } from 'node:crypto'

import { auditEventSchema } from '../../contract/audit-event.ts'
import { compileCheck } from '../../contract/compile-check.ts'
import { END_OF_TIME_MS, parseDateTime } from '../../contract/date-time.ts'
import { formatDuration } from '../../contract/duration.ts'
import { firstFault, NOT_A_DATE_TIME, NOT_A_STRING } from '../../contract/first-fault.ts'
import type { LookUp } from '../../contract/look-up.ts'
import { createTokens, deriveKey } from '../../tokens/tokens.ts'
import type { InputRecord } from '../../transport/input-record.ts'
import { refused, type Refused } from '../pass.ts'
import type { CompiledMapping } from './mapping.ts'
import { parseJson } from './parse-json.ts'
import { eventSchema, toLookUp } from './to-look-up.ts'

const ID_KEY_BYTES = 32
const NOT_A_LOCAL_TIME = 'must be a date and time (RFC 3339), with or without offset'
const NO_MAPPING = {
  map: null,
  places: new Map<string, string>(),
  timeUnit: 'milliseconds',
  takesLocalTimes: false,
} as const

export type DecodedLookUp = { readonly kind: 'look-up'; readonly lookUp: LookUp }
export type Decoded = DecodedLookUp | Refused

export type DecoderOptions = {
  /** The secret of the waybill tokens, at least 16 bytes; shorter is a `WaywardenError`. */
  readonly tokenKey: Uint8Array
  /** null: the records are audit events as the contract has them. */
  readonly mapping: CompiledMapping | null
  readonly maxEventBytes: number
  /** How much later than its record's timestamp an event may have happened. */
  readonly maxAheadMs: number
  /** How much earlier than its record's timestamp an event may have happened. */
  readonly maxLatenessMs: number
}

/**
 * In: a record as it came. Out: a look-up that the core can count, or a reject that says why not. Guarantee:
 * the same record gives the same answer; it never throws, whatever the bytes; no waybill number gets through;
 * a reject names fields and rules, never a value.
 */
export function createDecoder(options: DecoderOptions): (record: InputRecord) => Decoded {
  const { maxEventBytes, maxAheadMs, maxLatenessMs } = options
  const tokens = createTokens(options.tokenKey)
  const { map, timeUnit, ...mapped } = options.mapping ?? NO_MAPPING
  const isEvent = compileCheck(eventSchema)
  const idKey = deriveKey(options.tokenKey, 'event-id', ID_KEY_BYTES)
  const idOf = (value: Buffer): string =>
    `hmac-sha256:${createHmac('sha256', idKey).update(value).digest('hex')}`

  const of = (pointer: string, rule: string) => withPlace(rule, pointer, mapped)
  const malformed = of('/accountId', 'must be well-formed Unicode')
  const tooFar = of(
    '/occurredAt',
    `is over ${formatDuration(maxAheadMs)} (time.maxAhead) after the record's timestamp`,
  )
  const tooLate = of(
    '/occurredAt',
    `is over ${formatDuration(maxLatenessMs)} (time.maxLateness) before the record's timestamp`,
  )
  const outOfTime = of('/occurredAt', `must lie between 1970 and 2200, numbers being ${timeUnit}`)
  return ({ value, timestampMs }) => {
    if (value === null || value.length === 0) return refused('empty', null, 'has no value')
    if (value.length > maxEventBytes)
      return refused('too_large', null, `has ${value.length} bytes, more than the ${maxEventBytes} allowed`)
    const parsed = parseJson(value)
    if (parsed === undefined) return refused('not_json', null, 'is not one JSON text in UTF-8')
    const event = map === null ? parsed : map(parsed, () => idOf(value))
    if (!isEvent(event)) return invalid(event, mapped)
    const { occurredAt, accountId } = event
    const time = typeof occurredAt === 'number' ? occurredAt : parseDateTime(occurredAt)
    if (Number.isNaN(time)) return invalid(event, mapped)
    // The store's key holds the id in UTF-8, in which two ids with different lone
    // surrogates could become one.
    if (!accountId.isWellFormed()) return refused('invalid', '/accountId', malformed)
    if (time > timestampMs + maxAheadMs) return refused('from_future', '/occurredAt', tooFar)
    if (time < timestampMs - maxLatenessMs) return refused('too_late', '/occurredAt', tooLate)
    if (time < 0 || time >= END_OF_TIME_MS) return refused('invalid', '/occurredAt', outOfTime)
    return { kind: 'look-up', lookUp: toLookUp(event, time, tokens) }
  }
}

type Mapped = Pick<CompiledMapping, 'places' | 'takesLocalTimes'>

/**
 * The compiled check only says no. The fault is looked for afterwards, so that valid
 * events do not pay for it.
 */
function invalid(event: unknown, mapped: Mapped): Decoded {
  const { pointer, rule } = firstFault(auditEventSchema, event) ?? {
    pointer: '',
    rule: 'is not an audit event',
  }
  return refused('invalid', pointer, withPlace(rule, pointer, mapped))
}

function withPlace(rule: string, pointer: string, { places, takesLocalTimes }: Mapped): string {
  const [, field = '', , part] = pointer.split('/')
  const place = places.get(`${field}.${part}`) ?? places.get(field)
  if (place === undefined) return rule
  // Whole numbers are taken as texts, but not such that JSON.parse has rounded.
  const orNumber = rule === NOT_A_STRING ? ' or a whole number below 2^53' : ''
  const asked = rule === NOT_A_DATE_TIME && takesLocalTimes ? NOT_A_LOCAL_TIME : rule
  return `${asked}${orNumber} (mapped from ${place})`
}
