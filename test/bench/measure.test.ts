import { expect, it } from 'vitest'

import { sideBySide } from './measure.ts'

const pace = (seconds: number) => ({ events: 100, seconds, cpuSeconds: seconds })

it('of two pairs neither the better nor the worse is the figure', () => {
  const held = sideBySide([pace(1), pace(1)], [pace(2), pace(4)])
  expect(held).toMatchObject({ wallShare: 0.375, cpuShare: 0.375, full: { rate: 37.5, cpu: 30_000 } })
})

it('each run is held against the one beside it', () => {
  expect(sideBySide([pace(1), pace(2), pace(3)], [pace(2), pace(4), pace(6)]).wallShare).toBe(0.5)
})
