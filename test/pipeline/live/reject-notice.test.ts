import { expect, it } from 'vitest'

import { createLogger } from '../../../src/ops/log.ts'
import { createRejectNotice } from '../../../src/pipeline/live/reject-notice.ts'
import { captureLog } from '../../ops/captured-log.ts'
import { batchOf, createLiveFixture } from '../live-fixture.ts'

const invalid = { reason: 'invalid', pointer: '/accountId', detail: 'is missing', offset: 7 } as const
const late = { reason: 'too_late', pointer: '/occurredAt', detail: 'is 8 days late', offset: 9 } as const

function given() {
  const { stream, lines } = captureLog()
  const time = { ms: 0 }
  const notice = createRejectNotice(createLogger({ level: 'info', stream }), () => time.ms)
  return { notice, time, lines }
}

it('says of each reason what is wrong, and where', () => {
  const { notice, lines } = given()
  notice(3, { firstRejects: [invalid, late] })
  expect(lines()).toMatchObject([
    { level: 'warn', msg: 'records are rejected', partition: 3, ...invalid },
    { level: 'warn', msg: 'records are rejected', partition: 3, ...late },
  ])
})

it('says it of a reason once a minute, however many batches have it', () => {
  const { notice, time, lines } = given()
  for (; time.ms < 90_000; time.ms += 1_000) notice(3, { firstRejects: [invalid] })
  notice(3, { firstRejects: [late] })
  expect(lines().map(({ reason, leftOut }) => [reason, leftOut])).toEqual([
    ['invalid', undefined],
    ['invalid', 59],
    ['too_late', undefined],
  ])
})

it('is given what the lanes reject, when it is written: one of each reason, and nothing that it held', async () => {
  const { lanes, log } = createLiveFixture()
  lanes.assign([0])
  await expect.poll(() => lanes.claimed).toBe(1)
  const batch = batchOf(0, 6)
  const spoilt = [null, '{"half', 'YT7000000000001', '{"accountId": 5, "waybills": ["YT7000000000001"]}']
  await lanes.take({
    ...batch,
    records: batch.records.map((record, at) => {
      const text = spoilt[at]
      if (text === undefined) return record
      return { ...record, value: text === null ? null : Buffer.from(text) }
    }),
  })
  const said = log().filter(({ msg }) => msg === 'records are rejected')
  expect(said.map(({ partition, offset, reason }) => [partition, offset, reason])).toEqual([
    [0, 0, 'empty'],
    [0, 1, 'not_json'],
    [0, 3, 'invalid'],
  ])
  expect(JSON.stringify(said)).not.toContain('YT7')
})
