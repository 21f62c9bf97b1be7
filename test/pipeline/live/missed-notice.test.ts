import { expect, it } from 'vitest'

import { createLogger } from '../../../src/ops/log.ts'
import { compileMapping } from '../../../src/pipeline/decode/mapping.ts'
import { createMissedNotice } from '../../../src/pipeline/live/missed-notice.ts'
import { captureLog } from '../../ops/captured-log.ts'

const mapping = {
  occurredAt: '/ts',
  accountId: '/login',
  outletId: '/site',
  sourceIp: '/client/ipp',
  waybills: { pointer: '/bills', no: '/code', outletIds: ['/from', '/via'] },
}

const event = {
  ts: 1,
  login: 'u1',
  site: '1001',
  client: { ip: '10.0.0.1' },
  bills: [{ code: 'YT1', from: '1001' }],
}

/** Fetches of 1,000 records, each looked at before it is mapped. */
function given(fetches: number) {
  const { stream, lines } = captureLog()
  const { map, missed } = compileMapping(mapping)
  const notice = createMissedNotice(missed, createLogger({ level: 'info', stream }))
  for (let fetch = 0; fetch < fetches; fetch++) {
    notice({ records: Array.from({ length: 1_000 }, () => record) })
    map(event, () => 'e1')
  }
  return lines()
}

const record = { topic: 'queries', partition: 0, offset: 0, timestampMs: 0, value: null }

it('says once, after ten thousand records, which places of the mapping find nothing', () => {
  expect(given(30)).toEqual([
    expect.objectContaining({
      msg: 'places of the mapping had no value in any record',
      places: ['/client/ipp (sourceIp)', '/via (waybills.outletIds)'],
    }),
  ])
})

it('says nothing before', () => {
  expect(given(10)).toEqual([])
})
