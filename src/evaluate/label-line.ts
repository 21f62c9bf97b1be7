import type { TSchema } from 'typebox'

import { compileCheck } from '../contract/compile-check.ts'
import { parseDateTime } from '../contract/date-time.ts'
import { misused, type WaywardenError } from '../contract/errors.ts'
import { firstFault } from '../contract/first-fault.ts'
import { isObject } from '../contract/is-object.ts'
import { labelSchemas, type Label } from '../contract/label.ts'
import { parseJson } from '../pipeline/decode/parse-json.ts'

/** By kind: its schema, and whether a value fits it. */
const forms: ReadonlyMap<unknown, Form> = new Map(
  Object.entries<TSchema>(labelSchemas).map(([kind, schema]) => [
    kind,
    { schema, fits: compileCheck(schema) },
  ]),
)
type Form = { readonly schema: TSchema; readonly fits: (value: unknown) => boolean }

/** Parses one line of labels. `place` says where it is, for messages. */
export const readLabel = (line: Buffer, place: string): Label => {
  const value = parse(line, place)
  const kind = value['kind']
  if (kind === undefined) throw refuseLabels(place, '/kind is required')
  const form = forms.get(kind)
  // A theft under a misspelt kind would be left out, and what is said of it be a false alarm.
  if (form === undefined) throw refuseLabels(place, `/kind must be one of ${[...forms.keys()].join(', ')}`)
  if (!form.fits(value)) {
    const { pointer, rule } = firstFault(form.schema, value) ?? UNEXPLAINED
    throw refuseLabels(place, `${pointer} ${rule}`)
  }
  const label = value as Label
  if ('name' in label && parseDateTime(label.from) > parseDateTime(label.to))
    throw refuseLabels(place, '/to is before /from')
  return label
}

/** The one rule that `firstFault` does not know: what the keys of an object hold that the schema does not name. */
const UNEXPLAINED = { pointer: '/params', rule: 'must hold numbers, texts, true or false' }

const parse = (line: Buffer, place: string): Readonly<Record<string, unknown>> => {
  const value = parseJson(line)
  if (value === undefined) throw refuseLabels(place, 'is not one JSON text in UTF-8')
  if (!isObject(value)) throw refuseLabels(place, 'is not a JSON object')
  return value
}

/** The message for any fault in labels: usually the wrong file was named on the command line. */
export const refuseLabels = (place: string, what: string): WaywardenError =>
  misused(`${place}: ${what}; expected labels as waywarden schema label describes them`)
