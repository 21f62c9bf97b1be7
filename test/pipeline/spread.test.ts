import { expect, it } from 'vitest'

import { HOUR_MS } from '../../src/contract/time-units.ts'
import { createSpread } from '../../src/pipeline/spread.ts'
import type { InputRecord } from '../../src/transport/input-record.ts'
import { lookUp } from '../core/support/look-ups.ts'
import { recordOf } from './records.ts'

it('lets every lane through an hour before any is told of the next', () => {
  const hours = [0, 0, 0, 0, 1, 1, 0, 1, 2, 2, 2, 2]
  const records = hours.map((hour, offset) => ({ ...recordOf(`${hour}`), offset }))
  const hourOf = ({ value }: InputRecord) => Number(value)
  const spread = createSpread(2, (record) => ({
    kind: 'look-up',
    lookUp: lookUp(record.offset, {
      account: `A-${record.offset % 4}`,
      occurredAt: hourOf(record) * HOUR_MS,
    }),
  }))
  const batches = [...spread.over(records)]
  expect(new Set(batches.map(({ lane }) => lane)).size).toBe(2)
  const newest = batches.map((batch) => Math.max(...batch.records.map(hourOf)))
  expect(newest).toEqual([0, 0, 1, 1, 2, 2])
})
