import { expect, it } from 'vitest'

import { DAY_MS } from '../../../src/contract/time-units.ts'
import { createView } from '../../../src/core/view.ts'
import { lookUp } from '../support/look-ups.ts'
import { createRun, type Run } from '../support/run.ts'
import { MONDAY_MS } from '../support/streams.ts'

const PEOPLE = 8
const DAYS = 10
const OLD = 'courier-app/8.4 Android'
const NEW = 'station-app/1.0 HarmonyOS'

type Use = {
  readonly person: number
  readonly day: number
  readonly userAgent: string
  readonly deviceId?: string
}

/** Some look-ups of one person on one day; how many of its waybills came from a source new to it. */
const use = (run: Run, { person, day, userAgent, deviceId = `pda-${person}` }: Use): number => {
  const account = `A-${person}`
  let last = lookUp(0)
  for (let nth = 0; nth < 4; nth++) {
    const occurredAt = MONDAY_MS + day * DAY_MS + person * 60_000 + nth * 5_000
    last = lookUp((day * PEOPLE + person) * 10 + nth, { account, occurredAt, userAgent, deviceId })
    run.take(last)
  }
  return createView(run.account(account), last, run.lane.peers).today('newSource')
}

const everybody = Array.from({ length: PEOPLE }, (_, person) => person)

/** A lane whose people have used one program for ten days. */
const settled = (): Run => {
  const run = createRun([])
  for (let day = 0; day < DAYS; day++)
    for (const person of everybody) use(run, { person, day, userAgent: OLD })
  return run
}

it('a program that everybody gets is new on the machines of the first few only', () => {
  const run = settled()
  const strange = everybody.map((person) => use(run, { person, day: DAYS, userAgent: NEW }))
  expect(strange).toEqual([4, 4, 0, 0, 0, 0, 0, 0])
  run.restart()
  expect(use(run, { person: PEOPLE - 1, day: DAYS + 1, userAgent: NEW })).toBe(0)
})

it('a program that one account alone uses is new on its machine', () => {
  expect(use(settled(), { person: 7, day: DAYS, userAgent: 'python-requests/2.32' })).toBe(4)
})

it('a new machine is new, whatever program it has', () => {
  expect(use(settled(), { person: 7, day: DAYS, userAgent: OLD, deviceId: 'tool' })).toBe(4)
})

it('nobody makes a program common by looking up much', () => {
  const run = settled()
  for (let again = 0; again < 5; again++)
    use(run, { person: 0, day: DAYS, userAgent: 'python-requests/2.32', deviceId: `pc-${again}` })
  expect(use(run, { person: 7, day: DAYS, userAgent: 'python-requests/2.32' })).toBe(4)
})
