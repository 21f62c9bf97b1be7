import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { expect, test } from 'vitest'

import { defaultOptions } from '../../src/simulate/options.ts'
import { simulateInSteps } from '../../src/simulate/simulate.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

test('memory does not grow with the days', () => {
  const options = {
    ...defaultOptions,
    scenario: 'honest',
    accounts: 60,
    days: 30,
    late: 0.05,
    duplicates: 0.05,
  }
  const steps = simulateInSteps(options, { event: () => undefined })
  const heapAtDay = new Map<number, number>()
  for (let hour = 0; steps.next().done !== true; hour++) {
    if (hour % 24 !== 23) continue
    collect()
    heapAtDay.set((hour + 1) / 24, process.memoryUsage().heapUsed)
  }
  const growth = (heapAtDay.get(30) ?? Number.NaN) - (heapAtDay.get(10) ?? 0)
  expect(growth).toBeLessThan(2_000_000)
})
