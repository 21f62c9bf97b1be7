import { expect, test } from 'vitest'

import { dayStart } from '../../src/simulate/calendar.ts'
import { roles } from '../../src/simulate/company/roles.ts'
import { defaultOptions } from '../../src/simulate/options.ts'
import { buildWorld } from '../../src/simulate/place.ts'
import { honest } from '../../src/simulate/scenarios/honest.ts'
import { FOREVER_MS, type Change } from '../../src/simulate/work/change.ts'
import { createWorker } from '../../src/simulate/work/worker.ts'

const world = buildWorld(honest, { ...defaultOptions, accounts: 60 })
const clerk = world.accounts.find(({ role }) => role.name === 'outlet-clerk')
if (clerk === undefined) throw new Error('no clerk in this company')

type Different = Omit<Change, 'account' | 'fromMs' | 'toMs'>
const always = (different: Different): Change => ({
  ...different,
  account: clerk.index,
  fromMs: 0,
  toMs: FOREVER_MS,
})

/** Look-ups of each of the first six days, where these changes are in force. */
const workUnder = (...changes: readonly Change[]): readonly number[] => {
  const worker = createWorker(world, clerk, changes)
  return Array.from({ length: 6 }, (_, day) =>
    Array.from({ length: 24 }, (_hour, hour) => worker.start(day, hour, []).length).reduce(
      (a, b) => a + b,
      0,
    ),
  )
}
const sum = (values: readonly number[]): number => values.reduce((all, each) => all + each, 0)

test('of several reasons for more or less work the one holds that changes most, in whatever order they came', () => {
  const [much, some, less] = [always({ load: 4 }), always({ load: 1.4 }), always({ load: 0.6 })]
  expect(sum(workUnder(much))).toBeGreaterThan(2 * sum(workUnder()))
  expect(workUnder(much, some, less)).toEqual(workUnder(much))
  expect(workUnder(less, some, much)).toEqual(workUnder(much))
  expect(workUnder(less, some)).toEqual(workUnder(less))
})

test('who is away does not work, whatever else changes', () => {
  expect(sum(workUnder(always({ away: true }), always({ load: 4 })))).toBe(0)
  expect(sum(workUnder(always({ load: 4 }), always({ away: true })))).toBe(0)
})

test('a change holds from its beginning up to its end', () => {
  const leave: Change = { ...always({ away: true }), fromMs: dayStart(1), toMs: dayStart(4) }
  const [first, ...rest] = workUnder()
  expect(workUnder(leave).slice(0, 4)).toEqual([first, 0, 0, 0])
  expect(sum(workUnder(leave).slice(4))).toBeGreaterThan(0)
  expect(sum(rest.slice(0, 3))).toBeGreaterThan(0)
})

test('who changes role works as one of that role does', () => {
  expect(sum(workUnder(always({ role: roles['data-entry'] })))).toBeGreaterThan(10 * sum(workUnder()))
})
