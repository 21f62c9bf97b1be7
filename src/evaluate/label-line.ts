import { Type, type TSchema } from 'typebox'

import { auditEventWaybillSchema } from '../contract/audit-event.ts'
import { parseDateTime } from '../contract/date-time.ts'
import { misused, type WaywardenError } from '../contract/errors.ts'
import { firstFault } from '../contract/first-fault.ts'
import type { Label } from '../simulate/output/label.ts'

const text = Type.String()
const time = Type.String({ format: 'date-time' })
const episode = { id: text, name: text, accounts: Type.Array(text), from: time, to: time }

/** Fields that scoring needs, by kind of label. Further fields are allowed. */
const kinds: Readonly<Record<Label['kind'], TSchema>> = {
  company: Type.Object({ honeyWaybills: Type.Optional(Type.Array(auditEventWaybillSchema.properties.no)) }),
  account: Type.Object({ accountId: text, role: Type.Optional(text) }),
  theft: Type.Object(episode),
  oddity: Type.Object(episode),
  'theft-event': Type.Object({
    theft: text,
    eventId: text,
    accountId: text,
    records: Type.Integer({ minimum: 0 }),
  }),
}
const schemas: ReadonlyMap<unknown, TSchema> = new Map(Object.entries(kinds))

/** Parses one line of labels. `place` says where it is, for messages. */
export const readLabel = (line: string, place: string): Label => {
  const value = parse(line, place)
  const kind = value['kind']
  if (kind === undefined) throw refuseLabels(place, '/kind is required')
  const schema = schemas.get(kind)
  // A theft under a misspelt kind would be left out, and what is said of it be a false alarm.
  if (schema === undefined)
    throw refuseLabels(place, `/kind must be one of ${[...schemas.keys()].join(', ')}`)
  const fault = firstFault(schema, value)
  if (fault !== null) throw refuseLabels(place, `${fault.pointer} ${fault.rule}`)
  const label = value as Label
  if ('from' in label && parseDateTime(label.from) > parseDateTime(label.to))
    throw refuseLabels(place, '/to is before /from')
  return label
}

const parse = (line: string, place: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === 'object' && value !== null) return value as Readonly<Record<string, unknown>>
  } catch (cause) {
    throw refuseLabels(place, 'is not JSON', cause)
  }
  throw refuseLabels(place, 'is not a JSON object')
}

/** The message for any fault in labels: usually the wrong file was named on the command line. */
export const refuseLabels = (place: string, what: string, cause: unknown = null): WaywardenError =>
  misused(`${place}: ${what}; expected labels as written by simulate --labels`, cause)
