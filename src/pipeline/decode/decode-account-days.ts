import { accountId, epochMs } from '../../contract/brands.ts'
import { compileCheck } from '../../contract/compile-check.ts'
import {
  findingsRecordSchema,
  type AccountDayRecord,
  type FindingsRecord,
  type LoudRecord,
} from '../../contract/finding.ts'
import { firstFault } from '../../contract/first-fault.ts'
import type { Loud, AccountDay } from '../../core/ring/account-day.ts'
import type { InputRecord } from '../../transport/input-record.ts'
import { refused, type Decode, type Refused } from '../pass.ts'
import { parseJson } from './parse-json.ts'

export type DecodedAccountDay = { readonly kind: 'account-day'; readonly accountDay: AccountDay }

/**
 * In: a record of the findings topic. Out: its account days, or a reject that says why not; never throws.
 * Only the form is checked: the first pass wrote these records, and has already checked event times against
 * the timestamps of the look-ups' records.
 */
export const createAccountDaysDecoder = (): Decode<DecodedAccountDay> => {
  const isFindings = compileCheck(findingsRecordSchema)
  const read = ({ value }: InputRecord): FindingsRecord | Refused => {
    if (value === null || value.length === 0) return refused('empty', null, 'has no value')
    const parsed = parseJson(value)
    if (parsed === undefined) return refused('not_json', null, 'is not one JSON text in UTF-8')
    if (isFindings(parsed)) return parsed
    const fault = firstFault(findingsRecordSchema, parsed)
    return refused('invalid', fault?.pointer ?? '', fault?.rule ?? 'does not hold findings')
  }
  return (record, into) => {
    const found = read(record)
    // Not told apart by `kind`: a record may have extra fields of any name.
    if (!('findings' in found)) into.push(found)
    else for (const each of found.findings) into.push({ kind: 'account-day', accountDay: toAccountDay(each) })
  }
}

const toAccountDay = (record: AccountDayRecord): AccountDay => ({
  entity: { type: record.entity.type, id: record.entity.id },
  accountId: accountId(record.accountId),
  role: record.role ?? '',
  occurredAt: epochMs(record.occurredAt),
  day: record.day,
  topic: record.topic,
  partition: record.partition,
  loud: record.loud === undefined ? null : toLoud(record.loud),
})

const toLoud = (record: LoudRecord): Loud => ({
  surprise: record.surprise,
  records: record.records,
  distinctWaybills: record.distinctWaybills,
  foreignWaybills: record.foreignWaybills ?? null,
  outletId: record.outletId ?? null,
  deviceId: record.deviceId ?? null,
  sourceIp: record.sourceIp ?? null,
  dayOffset: Number(record.dayOffset),
  offset: Number(record.offset),
  eventId: record.eventId,
})
