import { expect, it } from 'vitest'

import { detectors } from '../../detectors/index.ts'
import { accountId } from '../../src/contract/brands.ts'
import type { LookUp } from '../../src/contract/look-up.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/contract/time-units.ts'
import type { CalibrationCount } from '../../src/evaluate/calibration-count.ts'
import { createCalibration } from '../../src/evaluate/calibration.ts'
import { createEngine } from '../../src/evaluate/engine.ts'
import type { Truth } from '../../src/evaluate/truth.ts'
import { defaultPolicy } from '../ops/default-policy.ts'
import { lookUp } from './look-up.ts'
import { oddity, theft, truthOf } from './truth-of.ts'

const TEN = 10 * HOUR_MS

const countsAfter = (truth: Truth, lookUps: readonly LookUp[]): readonly CalibrationCount[] => {
  const calibration = createCalibration(truth)
  const policy = defaultPolicy(detectors)
  const engine = createEngine({
    name: 'waywarden',
    policy: () => policy,
    detectors,
    probe: calibration.probe,
    onOutcome: null,
  })
  for (const [offset, each] of lookUps.entries())
    engine.onEvent(each, { topic: 'test', partition: 0, offset })
  return calibration.finish()
}

const windowsOf = (counts: readonly CalibrationCount[], quantity: string): number =>
  counts.filter((count) => count.quantity === quantity).reduce((sum, count) => sum + count.windows, 0)

const day = (from: number): LookUp[] => [lookUp(from), lookUp(from + MINUTE_MS), lookUp(from + 2 * HOUR_MS)]

it('takes one sample per active hour and one per active day', () => {
  const counts = countsAfter(truthOf([]), [...day(TEN), ...day(TEN + DAY_MS)])
  expect(windowsOf(counts, 'read in 1 h')).toBe(4)
  expect(windowsOf(counts, 'read in a day')).toBe(2)
})

it('counts a window at every level that its surprise reached', () => {
  const burst = Array.from({ length: 400 }, (_, index) => lookUp(TEN + 40 * DAY_MS + index * 1000))
  const hours = Array.from({ length: 300 }, (_, hour) => lookUp(TEN + hour * HOUR_MS))
  const reached = (lookUps: readonly LookUp[]) =>
    countsAfter(truthOf([]), lookUps)
      .filter((count) => count.quantity === 'read in 1 h')
      .map((count) => count.reached)
  expect(reached(burst)).toEqual([[0, 0, 0, 0]])
  // 300 hours of one waybill each are known: three decades can be told, and no more.
  expect(reached([...hours, ...burst]).at(-1)).toEqual([1, 1, 0, 0])
})

it('tells ages and roles apart, and takes the role of the labels where the log has none', () => {
  const truth = truthOf([{ kind: 'account', accountId: 'ann', role: 'courier', outletId: 'outlet-1' }])
  const counts = countsAfter(
    truth,
    [...day(TEN), ...day(TEN + 2 * DAY_MS), ...day(TEN + 9 * DAY_MS)].map((each) => ({
      ...each,
      role: null,
    })),
  )
  expect(new Set(counts.map((count) => `${count.role}, ${count.age}`))).toEqual(
    new Set(['courier, first day', 'courier, first week', 'courier, later']),
  )
})

it('names a role in full, of which the state keeps the first letters', () => {
  const counts = countsAfter(
    truthOf([]),
    day(TEN).map((each) => ({ ...each, role: 'customer-service' })),
  )
  expect(new Set(counts.map(({ role }) => role))).toEqual(new Set(['customer-service']))
})

it('leaves out accounts of a theft, and keeps honest oddities apart', () => {
  const truth = truthOf([
    theft('drip-1', { accounts: ['bob'], fromMs: TEN, toMs: TEN + HOUR_MS }),
    oddity('call-list', { fromMs: TEN + DAY_MS, toMs: TEN + DAY_MS + 3 * HOUR_MS }),
  ])
  const bob = day(TEN + 1).map((each) => ({ ...each, accountId: accountId('bob') }))
  const counts = countsAfter(truth, [...day(TEN), ...bob, ...day(TEN + DAY_MS)])
  expect(windowsOf(counts, 'read in 1 h')).toBe(4)
  expect(
    windowsOf(
      counts.filter((count) => count.isOdd),
      'read in 1 h',
    ),
  ).toBe(2)
})
