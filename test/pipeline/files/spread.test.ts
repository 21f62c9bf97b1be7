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
    return [...batches, ...spread.end()]
  }
  const whole = spreadIn(records.length)
  expect(new Set(whole.map((each) => (each === 'turn' ? null : each.lane))).size).toBe(3)
  const newest = whole.map((each) => (each === 'turn' ? 'turn' : Math.max(...each.records.map(hourOf))))
  expect(newest).toEqual(['turn', 0, 0, 'turn', 1, 1, 'turn', 2, 2])
  for (const size of [1, 2, 3, 5]) expect(spreadIn(size)).toEqual(whole)
})

it('does not wait for the end of an hour in which there is much to do', () => {
  const spread = createSpread(2, ({ offset }) => ({ kind: 'look-up', lookUp: lookUp(offset) }))
  const records = Array.from({ length: 10_000 }, (_, offset) => ({ ...recordOf(`${offset}`), offset }))
  const batches = [...spread.over(records)].filter((each) => each !== 'turn')
  const waiting = [...spread.end()]
  const count = (some: readonly LaneBatch[]) => some.reduce((sum, each) => sum + each.records.length, 0)
  expect(count(batches)).toBeGreaterThan(0)
  expect(count(batches) + count(waiting)).toBe(records.length)
})
