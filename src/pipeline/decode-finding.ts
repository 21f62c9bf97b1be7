import { accountId, epochMs } from '../contract/brands.ts'
import { compileCheck } from '../contract/compile-check.ts'
import { findingRecordSchema, findingSchemaName, type FindingRecord } from '../contract/finding.ts'
import { firstFault } from '../contract/first-fault.ts'
import type { RejectReason } from '../contract/reject.ts'
import { entityKey, type SharedFinding } from '../core/ring/shared-finding.ts'
import type { OutboxMessage } from '../state/store.ts'
import type { InputRecord } from './input-record.ts'
import { parseJson } from './parse-json.ts'
import type { Refused } from './pass.ts'

export type DecodedFinding = { readonly kind: 'finding'; readonly finding: SharedFinding }

/** The message that a finding of the first pass leaves as. */
export const findingMessage = (finding: SharedFinding): OutboxMessage => {
  const { entity, role, outletId, regionCode, foreignWaybills, offset, ...rest } = finding
  const record: FindingRecord = {
    schema: findingSchemaName,
    entity,
    ...rest,
    ...(role === null ? {} : { role }),
    ...(outletId === null ? {} : { outletId }),
    ...(regionCode === null ? {} : { regionCode }),
    ...(foreignWaybills === null ? {} : { foreignWaybills }),
    offset: String(offset),
  }
  return { channel: 'findings', key: entityKey(entity), value: JSON.stringify(record) }
}

/**
 * In: a record of the findings topic. Out: the finding, or a reject that says why not; never throws. The first pass has held its time
 * against the look-up's record: here only its form is checked.
 */
export const createFindingDecoder = (
  maxEventBytes: number,
): ((record: InputRecord) => DecodedFinding | Refused) => {
  const isFinding = compileCheck(findingRecordSchema)
  return ({ value }) => {
    if (value === null || value.length === 0) return refuse('empty', null, 'has no value')
    if (value.length > maxEventBytes)
      return refuse('too_large', null, `has ${value.length} bytes, more than the ${maxEventBytes} allowed`)
    const parsed = parseJson(value)
    if (parsed === undefined) return refuse('not_json', null, 'is not one JSON text in UTF-8')
    if (isFinding(parsed)) return { kind: 'finding', finding: toFinding(parsed) }
    const fault = firstFault(findingRecordSchema, parsed)
    return refuse('invalid', fault?.pointer ?? '', fault?.rule ?? 'is not a finding')
  }
}

const toFinding = (record: FindingRecord): SharedFinding => ({
  entity: record.entity,
  accountId: accountId(record.accountId),
  role: record.role ?? null,
  outletId: record.outletId ?? null,
  regionCode: record.regionCode ?? null,
  occurredAt: epochMs(record.occurredAt),
  day: record.day,
  surprise: record.surprise,
  records: record.records,
  distinctWaybills: record.distinctWaybills,
  foreignWaybills: record.foreignWaybills ?? null,
  detectors: record.detectors,
  topic: record.topic,
  partition: record.partition,
  offset: Number(record.offset),
  eventId: record.eventId,
})

const refuse = (reason: RejectReason, pointer: string | null, detail: string): Refused => ({
  kind: 'reject',
  reject: { reason, pointer, detail },
})
