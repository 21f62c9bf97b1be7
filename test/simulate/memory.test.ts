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
  const heapAfter = (days: number): number => {
    for (let hour = 0; hour < days * 24; hour++) if (steps.next().done === true) throw new Error('it is over')
    for (let turn = 0; turn < 2; turn++) collect()
    return process.memoryUsage().heapUsed
  }
  const early = heapAfter(10)
  expect(heapAfter(20) - early).toBeLessThan(2_000_000)
})
