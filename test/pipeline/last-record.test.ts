import { createHash } from 'node:crypto'

import { describe, expect, it } from 'vitest'

import {
  checkLastRecord,
  LAST_RECORD,
  lastRecordKey,
  lastRecordOf,
  readLastRecord,
  type LastRecord,
} from '../../src/pipeline/last-record.ts'
import type { InputRecord } from '../../src/transport/input-record.ts'
import { options, recordOf, timestampMs } from './records.ts'

const LAST = 42
const key = lastRecordKey(options.tokenKey)
const at = (offset: number, markerAt?: number): InputRecord => ({
  ...recordOf(`{"eventId":"e${offset}"}`),
  offset,
  ...(markerAt === undefined ? {} : { markerAt }),
})
const another = { ...at(LAST), value: Buffer.from('{"eventId":"another"}') }
const read = (stored: unknown): LastRecord | null =>
  readLastRecord({ fields: new Map([[LAST_RECORD, Buffer.from(JSON.stringify(stored))]]) })
const scored = read(lastRecordOf(at(LAST), key))
const check = (records: readonly InputRecord[], nextOffset: number | null = LAST + 1, last = scored) => {
  checkLastRecord(last, records, { nextOffset, key })
}

describe('the last record scored', () => {
  it('is recognised by its value and its time', () => {
    expect(() => check([at(LAST), at(LAST + 1)])).not.toThrow()
  })

  it.for<[string, InputRecord]>([
    ['value', another],
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
    expect(() => check([at(LAST + 9)])).not.toThrow()
    expect(() => check([at(LAST + 9, LAST + 7)])).not.toThrow()
  })

  it('is not asked for once the lane has gone on, has skipped what was lost, or is new', () => {
    for (const nextOffset of [LAST + 2, LAST + 100, null])
      expect(() => check([another, at(LAST + 1, LAST)], nextOffset)).not.toThrow()
    expect(() => check([another], LAST + 1, null)).not.toThrow()
  })
})

describe('what the store holds of the last record', () => {
  it('is a digest that nobody can make without the token key', () => {
    const { hmac } = lastRecordOf(at(LAST), key)
    expect(hmac).toHaveLength(43)
    expect(lastRecordOf(at(LAST), lastRecordKey(Buffer.from('another secret of tests')))).not.toMatchObject({
      hmac,
    })
    const unkeyed = createHash('sha256').update(`${timestampMs}/`).update('{"eventId":"e42"}')
    expect(hmac).not.toBe(unkeyed.digest('base64url'))
  })

  it('is not compared where an earlier version wrote it, with a digest of another form', () => {
    const last = read({ offset: LAST, digest: 'of another form', behindMarkers: LAST + 3 })
    expect(last).toMatchObject({ at: LAST, behindMarkers: LAST + 3 })
    expect(() => check([at(LAST), at(LAST + 1)], LAST + 1, last)).not.toThrow()
    expect(() => check([at(LAST + 1, LAST)], LAST + 1, last)).toThrow('the topic was recreated')
  })

  it('has nothing that an earlier version would compare, when it gets the lane back', () => {
    expect(scored).not.toHaveProperty('offset')
  })
})
