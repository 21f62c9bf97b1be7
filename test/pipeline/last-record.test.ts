import { describe, expect, it } from 'vitest'

import { checkLastRecord, lastRecordOf } from '../../src/pipeline/last-record.ts'
import type { InputRecord } from '../../src/transport/input-record.ts'
import { recordOf, timestampMs } from './records.ts'

const LAST = 42
const at = (offset: number, markerAt?: number): InputRecord => ({
  ...recordOf(`{"eventId":"e${offset}"}`),
  offset,
  ...(markerAt === undefined ? {} : { markerAt }),
})
const last = lastRecordOf(at(LAST))
const check = (records: readonly InputRecord[], offset: number | null = LAST + 1) => {
  checkLastRecord(last, records, offset)
}

describe('the last record scored', () => {
  it('is recognised by its value and its time', () => {
    expect(() => check([at(LAST), at(LAST + 1)])).not.toThrow()
  })

  it.for<[string, InputRecord]>([
    ['value', { ...at(LAST), value: Buffer.from('{"eventId":"another"}') }],
    ['value, which is none', { ...at(LAST), value: null }],
    ['time', { ...at(LAST), timestampMs: timestampMs + 1 }],
  ])('is another one, and the topic was recreated, where a record there has another %s', ([, other]) => {
    expect(() => check([other, at(LAST + 1)])).toThrow(
      expect.objectContaining({
        code: 'kafka_topic_recreated',
        message: expect.stringMatching(/^Offset 42 of partition 3 is not the record that was scored there/),
      }),
    )
  })

  it('is gone, and the topic was recreated, where the marker of a transaction or an aborted record lies there', () => {
    expect(() => check([at(LAST + 1, LAST), at(LAST + 2)])).toThrow(
      expect.objectContaining({
        code: 'kafka_topic_recreated',
        message: expect.stringMatching(
          /^Offset 42 of partition 3 is a marker of a transaction or an aborted record, not the record that was scored there/,
        ),
      }),
    )
  })

  it('may be gone where nothing lies there, for it was compacted away', () => {
    expect(() => check([at(LAST + 1), at(LAST + 2)])).not.toThrow()
    expect(() => check([at(LAST + 5, LAST + 2)])).not.toThrow()
  })

  it('may be gone where the fetch began behind it, for retention has deleted it', () => {
    expect(() => check([at(LAST + 9)], LAST + 1)).not.toThrow()
    expect(() => check([at(LAST + 9, LAST + 7)], LAST + 1)).not.toThrow()
  })

  it('is not asked for once the lane has gone on, has skipped what was lost, or is new', () => {
    const other = { ...at(LAST), value: null }
    for (const offset of [LAST + 2, LAST + 100, null])
      expect(() => check([other, at(LAST + 1, LAST)], offset)).not.toThrow()
    expect(() => checkLastRecord(null, [other], LAST + 1)).not.toThrow()
  })
})
