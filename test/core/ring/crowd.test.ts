import { expect, it } from 'vitest'

import { crowdAround, crowdToCount, type Crowds, type CrowdSums } from '../../../src/core/ring/crowd.ts'
import { ORDINARY } from '../../../src/core/ring/joint-surprise.ts'

const around = (sums: CrowdSums) =>
  crowdAround(new Map([['0/device', sums]]), 0, 'device', { accounts: 0, loud: 0, excess: 0 })

it('a crowd is never less than ordinary, however few are loud and however little', () => {
  expect(around({ accounts: 1_000, loud: 20, excess: 20 }).loudShare).toBe(ORDINARY.loudShare)
  expect(around({ accounts: 1_000, loud: 500, excess: 5 }).meanExcess).toBe(ORDINARY.meanExcess)
  const busy = around({ accounts: 1_000, loud: 500, excess: 500 })
  expect(busy.loudShare).toBeGreaterThan(0.4)
  expect(busy.meanExcess).toBeGreaterThan(0.9)
})

it('crowds of eight days back are kept, and no more, however long the lane lives', () => {
  const crowds: Crowds = new Map()
  for (let day = 0; day < 100; day++) {
    for (const type of ['device', 'outlet']) crowdToCount(crowds, day, type).accounts += day
  }
  expect([...crowds.keys()]).toHaveLength(2 * 9)
  expect(crowdToCount(crowds, 91, 'outlet').accounts).toBe(91)
  expect(crowds.has('90/outlet')).toBe(false)
})
