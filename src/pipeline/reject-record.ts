import { hash } from 'node:crypto'

import { rejectSchemaName, type Reject, type RejectRecord } from '../contract/reject.ts'
import type { InputRecord } from '../transport/input-record.ts'

/**
 * What the rejects topic gets of a record: where it lies, why it was refused, and a digest to identify it. The digest
 * has no key, so that whoever reads the event again, with whatever tool, can tell that it is the same.
 */
export const rejectRecord = (record: InputRecord, { reason, pointer, detail }: Reject): RejectRecord => ({
  schema: rejectSchemaName,
  topic: record.topic,
  partition: record.partition,
  offset: String(record.offset),
  reason,
  ...(pointer === null || pointer === '' ? {} : { pointer }),
  detail,
  digest: `sha256:${hash('sha256', record.value ?? '', 'hex')}`,
})
