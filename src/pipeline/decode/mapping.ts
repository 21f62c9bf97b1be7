import { clientTextLengths } from '../../contract/audit-event.ts'
import { parseDateTime } from '../../contract/date-time.ts'
import { isObject } from '../../contract/is-object.ts'
import { type Mapping, type FieldSource, type TimeUnit, longForm } from '../../contract/mapping-schema.ts'
import { compilePointer, type Reader } from './json-pointer.ts'
import { isAbsent, toNumber, toText } from './log-values.ts'
import { waybillsReader } from './waybills-reader.ts'

/**
 * Converts an event of another log to the contract's form. Values that do not fit are left for the check to
 * refuse. `idOf` makes an id if the log has none.
 */
export type EventMap = (event: unknown, idOf: () => string) => unknown

export type CompiledMapping = {
  readonly map: EventMap
  /**
   * By field, the place in the log that it is filled from, to name it in a reject; a constant has none. What is
   * inside a waybill is under `waybills.no` and `waybills.outletIds`.
   */
  readonly places: ReadonlyMap<string, string>
  readonly timeUnit: TimeUnit
  /** Whether times of the log may lack an offset. */
  readonly takesLocalTimes: boolean
  /**
   * Places at which no event so far has had a value, or any of the values listed for
   * it, each with its field. Usually such a place is misspelt.
   */
  readonly missed: () => readonly string[]
}

/**
 * Compiles the `mapping` setting into one reader per field. The mapping must have no
 * faults (mapping-faults.ts).
 * Numbers and booleans become texts if the contract has texts, and `null` becomes absent. A number too large
 * to be exact stays a number and is refused, because two ids could have become one. What a client may choose is
 * never refused: it becomes text, which is cut to the contract's length.
 */
export function compileMapping(mapping: Mapping): CompiledMapping {
  const finds = createFinds()
  const fields = Object.entries(mapping).map(
    ([name, source]) => [name, readerOf(name, longForm(source), finds)] as const,
  )
  const hasIds = mapping.eventId !== undefined
  return {
    map: (event, idOf) => {
      const mapped: Record<string, unknown> = hasIds ? {} : { eventId: idOf() }
      for (const [name, read] of fields) {
        const value = read(event)
        if (value !== undefined) mapped[name] = value
      }
      return mapped
    },
    places: placesIn(mapping),
    timeUnit: longForm(mapping.occurredAt).unit ?? 'milliseconds',
    takesLocalTimes: longForm(mapping.occurredAt).offset !== undefined,
    missed: finds.missed,
  }
}

const placesIn = (mapping: Mapping): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(mapping).flatMap(([name, source]) => {
      const { pointer, no = '', outletIds = [] } = longForm(source)
      if (pointer === undefined) return []
      const outer = pointer === '' ? 'the whole event' : pointer
      const inside = (part: string, place: string) =>
        place === '' ? [] : [[`${name}.${part}`, `${place} in ${outer}`] as const]
      return [[name, outer] as const, ...inside('no', no), ...inside('outletIds', outletIds.join(', '))]
    }),
  )

type Finds = {
  /**
   * Makes a function to call with whether `what` was found in an event. `what` is
   * missing while all calls said false.
   */
  readonly watch: (what: string) => (isFound: boolean) => void
  /** Wraps a reader, so that each value it reads is reported to `watch`. */
  readonly watched: (place: string, read: Reader) => Reader
  readonly missed: () => readonly string[]
}

const createFinds = (): Finds => {
  const missing = new Set<string>()
  const watch = (what: string) => {
    let hasFound = false
    return (isFound: boolean): void => {
      if (hasFound) return
      hasFound = isFound
      if (isFound) missing.delete(what)
      else missing.add(what)
    }
  }
  return {
    watch,
    watched: (place, read) => {
      const tell = watch(place)
      tell(false)
      return (event) => {
        const value = read(event)
        tell(!isAbsent(value))
        return value
      }
    },
    missed: () => [...missing],
  }
}

function readerOf(name: string, source: FieldSource, { watch, watched }: Finds): Reader {
  const { constant, pointer = '' } = source
  if (constant !== undefined) return () => constant
  const place = `${pointer} (${name})`
  const most = clientTexts.get(name)
  const find = compilePointer(pointer)
  const read = watched(place, most === undefined ? find : (event) => clientText(find(event)))
  if (name === 'occurredAt') return timeReader(read, source)
  if (name === 'waybills') return waybillsReader(read, source, watched)
  if (name === 'recordCount') return (event) => toNumber(read(event))
  const readWord = wordReader(read, source, () => watchValues(name, place, watch))
  return most === undefined ? readWord : (event) => cut(readWord(event), most)
}

/**
 * Notes whether any of a field's listed values ever comes. Of an outcome one must mean `found`: a log in which
 * nothing is ever found has no records to expose.
 */
const watchValues = (name: string, place: string, watch: Finds['watch']): ((known?: string) => void) => {
  const isOutcome = name === 'outcome'
  const tell = watch(isOutcome ? `${place} that means found` : `${place} among its values`)
  return (known) => tell(isOutcome ? known === 'found' : known !== undefined)
}

/**
 * Most characters of texts that a client may choose. They are cut, or a client could
 * make its events too long to be scored.
 */
const clientTexts: ReadonlyMap<string, number> = new Map(Object.entries(clientTextLengths))

/**
 * A client that sends a header or a parameter twice makes a list of it in many logs. Lists are joined as HTTP joins
 * headers, and numbers need not be exact. An object is taken for nothing: the place is probably misspelt.
 */
const clientText = (value: unknown): unknown => {
  if (typeof value === 'number') return String(value)
  if (!Array.isArray(value)) return isObject(value) ? undefined : value
  const texts: unknown[] = value.map(toText)
  return texts.filter((text) => typeof text === 'string').join(', ')
}

/** Cuts between code points, which is how the contract counts length. */
const cut = (text: unknown, most: number): unknown =>
  typeof text === 'string' && text.length > most
    ? Array.from(text.slice(0, 2 * most))
        .slice(0, most)
        .join('')
    : text

/**
 * `watch` makes the function that is told each event's listed value, or of none. It is used where `otherwise`
 * would hide that none comes.
 */
function wordReader(
  read: Reader,
  { values, otherwise }: FieldSource,
  watch: () => (known?: string) => void,
): Reader {
  if (values === undefined && otherwise === undefined)
    return (event) => {
      const word = toText(read(event))
      return word === '' ? undefined : word
    }
  const words = new Map(Object.entries(values ?? {}))
  const tell = values === undefined || otherwise === undefined || otherwise === 'found' ? null : watch()
  return (event) => {
    const word = toText(read(event))
    if (typeof word !== 'string') return word
    const known = words.get(word)
    tell?.(known)
    if (known !== undefined || word === '') return known
    return otherwise ?? word
  }
}

/** Divides instead of multiplying by a fraction: 0.001 has no exact binary form. */
const toMilliseconds: Readonly<Record<TimeUnit, (time: number) => number>> = {
  seconds: (time) => time * 1e3,
  milliseconds: (time) => time,
  microseconds: (time) => time / 1e3,
  nanoseconds: (time) => time / 1e6,
}

function timeReader(read: Reader, { unit = 'milliseconds', offset }: FieldSource): Reader {
  const ofUnit = toMilliseconds[unit]
  return (event) => {
    const time = toNumber(read(event))
    if (typeof time === 'number') return Math.floor(ofUnit(time))
    if (typeof time !== 'string') return time
    const text = time.replaceAll('/', '-').replace(',', '.') // 2026/03/02 09:00:00,123
    return offset !== undefined && Number.isNaN(parseDateTime(text)) ? text + offset : text
  }
}
