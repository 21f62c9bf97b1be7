import { expect, test } from 'vitest'

import { compileCheck } from '../../src/contract/compile-check.ts'
import { rejectRecordSchema } from '../../src/contract/reject.ts'
import { createDecoder } from '../../src/pipeline/decode/decode.ts'
import { rejectRecord } from '../../src/pipeline/reject-record.ts'
import { options, recordOf } from './records.ts'

test('the record of a reject says where, why and the digest, and fits its schema', () => {
  const record = recordOf('{"eventId":"e-1"}')
  const decoded = createDecoder(options)(record)
  if (decoded.kind === 'look-up') throw new Error('not rejected')
  const published = rejectRecord(record, decoded.reject)
  expect(compileCheck(rejectRecordSchema)(published)).toBe(true)
  expect(published).toEqual({
    schema: 'waywarden.reject/1',
    topic: 'waybill.queries',
    partition: 3,
    offset: '42',
    reason: 'invalid',
    pointer: '/occurredAt',
    detail: 'is required',
    digest: 'sha256:094e4f1c04eb5a7d622d16c71eb64afff63caa8785ee6f97fac8fd9cc30849b4',
  })
})

test('the record of a tombstone has no pointer and the digest of nothing', () => {
  const record = recordOf(null)
  expect(rejectRecord(record, { reason: 'empty', pointer: null, detail: 'has no value' })).not.toHaveProperty(
    'pointer',
  )
  expect(rejectRecord(record, { reason: 'empty', pointer: null, detail: 'has no value' }).digest).toBe(
    'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  )
})
