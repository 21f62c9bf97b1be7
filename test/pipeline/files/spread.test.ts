import { expect, it } from 'vitest'

import { HOUR_MS } from '../../../src/contract/time-units.ts'
import { createSpread, type LaneBatch } from '../../../src/pipeline/files/spread.ts'
import type { InputRecord } from '../../../src/transport/input-record.ts'
import { lookUp } from '../../core/support/look-ups.ts'
import { recordOf } from '../records.ts'

it('lets every lane through an hour before any is told of the next, and takes a turn between, however the file is cut', () => {
  const hours = [0, 0, 0, 0, 1, 1, 0, 1, 2, 2, 2, 2]
  const records = hours.map((hour, offset) => ({ ...recordOf(`${hour}`), offset }))
  const hourOf = ({ value }: InputRecord) => Number(value)
  const spreadIn = (size: number): readonly (LaneBatch | 'turn')[] => {
    const spread = createSpread(2, (record) => ({
      kind: 'look-up',
      lookUp: lookUp(record.offset, {
        account: `A-${record.offset % 4}`,
        occurredAt: hourOf(record) * HOUR_MS,
      }),
    }))
    const batches: (LaneBatch | 'turn')[] = []
    for (let at = 0; at < records.length; at += size)
      batches.push(...spread.over(records.slice(at, at + size)))
    return batches
  }
  const whole = spreadIn(records.length)
  expect(new Set(whole.map((each) => (each === 'turn' ? null : each.lane))).size).toBe(3)
  const newest = whole.map((each) => (each === 'turn' ? 'turn' : Math.max(...each.records.map(hourOf))))
  expect(newest).toEqual(['turn', 0, 0, 'turn', 1, 1, 'turn', 2, 2])
  const offsetsBetweenTurns = (batches: readonly (LaneBatch | 'turn')[]) => {
    const stretches: number[][] = [[]]
    for (const each of batches)
      if (each === 'turn') stretches.push([])
      else stretches.at(-1)?.push(...each.records.map(({ offset }) => offset))
    return stretches.map((offsets) => offsets.toSorted((a, b) => a - b))
  }
  for (const size of [1, 2, 3, 5])
    expect(offsetsBetweenTurns(spreadIn(size))).toEqual(offsetsBetweenTurns(whole))
})
