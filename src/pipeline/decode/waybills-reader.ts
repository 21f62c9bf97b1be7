import { hash } from 'node:crypto'

import { mostWaybills, waybillNumberLength } from '../../contract/audit-event.ts'
import { withoutInvisible } from '../../contract/invisible.ts'
import type { FieldSource } from '../../contract/mapping-schema.ts'
import { compilePointer, type Reader } from './json-pointer.ts'
import { isAbsent, toText } from './log-values.ts'

/** What logs, and people in a search, put between waybill numbers; no number contains any of it but blanks. */
const DIVIDERS = /[\s,;|，；、]/
const NO_SEPARATORS = /[^\t\r\n,;|，；、]+/g
const NO_BLANKS = /\S+/g
/** What stands between blanks is a number of its own if it has this many characters; else it is part of one. */
const WHOLE_NUMBER_LENGTH = 8

/**
 * Reads the waybills of an event, each with its outlets. `read` finds their list; `watched` wraps the readers of
 * outlets (mapping.ts).
 */
export function waybillsReader(
  read: Reader,
  { no = '', outletIds = [] }: FieldSource,
  watched: (place: string, read: Reader) => Reader,
): Reader {
  const readNo = compilePointer(no)
  const readOutlets = outletIds.map((place) =>
    watched(`${place} (waybills.outletIds)`, compilePointer(place)),
  )
  const addWaybills = (waybills: MappedWaybill[], item: unknown): void => {
    const outlets: unknown[] = []
    for (const readOutlet of readOutlets) addTexts(outlets, readOutlet(item))
    const add = (number: unknown) => {
      const no = shorten(number)
      if (no === '' && waybills.length > 0) return
      waybills.push(outlets.length === 0 ? { no } : { no, outletIds: outlets })
    }
    const number = toText(readNo(item))
    if (typeof number === 'string' && DIVIDERS.test(number)) numbersIn(number).forEach(add)
    else add(number)
  }
  return (event) => {
    const found = read(event)
    if (isAbsent(found)) return undefined
    const items: readonly unknown[] = Array.isArray(found) ? found : [found]
    const all: MappedWaybill[] = []
    for (const item of items) {
      addWaybills(all, item)
      if (all.length > mostWaybills + 1) break // too many, even if the first is empty
    }
    // An empty number, as behind a comma too many, is none if there are others. A missing one is a fault.
    const typed = all[0]?.no === '' && all.length > 1 ? all.slice(1) : all
    // The log's list may be refused for its length. A client's commas must not make it longer than is allowed.
    return typed.slice(0, Math.max(items.length, mostWaybills))
  }
}

type MappedWaybill = { readonly no: unknown; readonly outletIds?: unknown }

/**
 * A text without any number is left as it is: somebody has searched for that. The numbers are limited, and not
 * what stands between separators: many of these before the numbers would hide them.
 */
const numbersIn = (text: string): readonly string[] => {
  const numbers: string[] = []
  for (const [part] of withoutInvisible(text).matchAll(NO_SEPARATORS)) {
    numbers.push(...wordsIn(part))
    if (numbers.length > mostWaybills) break
  }
  return numbers.length > 0 ? numbers : [text]
}

/**
 * None in blanks alone. Some write a number in groups of digits, as on the label: short words in a row are one
 * number. Beside a whole number they are another one, or a single letter would make one number of them all.
 */
const wordsIn = (text: string): readonly string[] => {
  const numbers: string[] = []
  let groups: string[] = []
  const endGroups = (): void => {
    if (groups.length > 0) numbers.push(groups.join(' '))
    groups = []
  }
  for (const [word] of text.matchAll(NO_BLANKS)) {
    if (word.length < WHOLE_NUMBER_LENGTH) {
      groups.push(word)
      continue
    }
    endGroups()
    numbers.push(word)
    if (numbers.length > mostWaybills) return numbers
  }
  endGroups()
  return numbers
}

/**
 * Clients may type any number, and one that is too long must not make the whole look-up invalid. What nobody sees
 * makes none too long. For any other a digest stands, which has just as many characters as are allowed, so
 * that two of them stay two.
 */
const shorten = (no: unknown): unknown => {
  if (typeof no !== 'string' || no.length <= waybillNumberLength) return no
  const seen = withoutInvisible(no)
  return seen !== '' && seen.length <= waybillNumberLength ? seen : hash('sha256', no, 'hex')
}

/**
 * Loops, not flatMap and filter: this runs for every waybill, and they took longer than
 * the rest of the mapping.
 */
function addTexts(texts: unknown[], value: unknown): void {
  if (Array.isArray(value)) {
    for (const item of value) addText(texts, item)
    return
  }
  addText(texts, value)
}

function addText(texts: unknown[], value: unknown): void {
  const text = toText(value)
  if (text !== undefined) texts.push(text)
}
