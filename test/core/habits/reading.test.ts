import { expect, it } from 'vitest'

import { createCounting } from '../../../src/core/habits/reading.ts'
import { createDistinctCounts, countDistinct } from '../../../src/core/windows/distinct.ts'
import { WINDOW } from '../../../src/core/windows/levels.ts'
import { lookUp, waybill } from '../support/look-ups.ts'
import { createRun } from '../support/run.ts'

it('counts no more distinct waybills than records that were shown, though the sample may estimate more', () => {
  const estimated = createDistinctCounts()
  const run = createRun([])
  let mostOver = 0
  for (let read = 1; read <= 3_000; read++) {
    run.take(lookUp(read, { waybills: [waybill(read * 137, 'foreign')] }))
    const account = run.account('A-1')
    expect(createCounting(account, run.lane.peers).foreign('PT1H')).toBeLessThanOrEqual(read)
    expect(createCounting(account, run.lane.peers).distinct('PT1H')).toBeLessThanOrEqual(read)
    countDistinct(account.windows, estimated)
    mostOver = Math.max(mostOver, (estimated.foreign[WINDOW.PT1H] ?? 0) / read)
  }
  expect(mostOver).toBeGreaterThan(1.02)
})
