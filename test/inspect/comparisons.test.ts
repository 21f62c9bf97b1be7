import { expect, it } from 'vitest'

import { createView } from '../../src/core/view.ts'
import { compareWithUsual, type ComparisonRow } from '../../src/inspect/comparisons.ts'
import { lookUp } from '../core/support/look-ups.ts'
import { createOffice, isWorkday, OFFICE_HOURS } from '../core/support/office.ts'

/** A Monday, after two weeks of work. */
const TODAY = 14

/** Clerks of two outlets: those of O-1 read ten an hour, those of O-2 forty, and one of O-1 twenty, a fifth of them foreign. */
const company = () => {
  const office = createOffice()
  const read = (account: string, day: number, hour: number, waybills: number, foreign = 0) => {
    const outletId = account.startsWith('busy') ? 'O-2' : 'O-1'
    office.work(account, 'clerk', { day, hour, waybills, outletId })
    office.work(account, 'clerk', { day, hour, waybills: foreign, outletId, reach: 'foreign' })
  }
  const hourOfWork = (day: number, hour: number, times: number) => {
    for (let each = 0; each < 5; each++) {
      read(`calm-${each}`, day, hour, 10 * times)
      read(`busy-${each}`, day, hour, 40 * times)
    }
    read('reader', day, hour, 16 * times, 4 * times)
  }
  for (let day = 0; day < TODAY; day++) {
    if (isWorkday(day)) for (const hour of OFFICE_HOURS) hourOfWork(day, hour, 1)
  }
  const rowsOf = (name: string): readonly ComparisonRow[] => {
    const { peers } = office.run.lane
    const account = office.run.account(name)
    return compareWithUsual(createView(account, lookUp(0, { account: name }), peers), account, peers)
  }
  return { read, hourOfWork, rowsOf }
}

const { read, hourOfWork, rowsOf } = company()
read('reader', TODAY, 9, 16, 4)
read('newcomer', TODAY, 9, 20)
const [known, unknown] = [rowsOf('reader'), rowsOf('newcomer')]
for (const hour of [9, 10]) hourOfWork(TODAY, hour, 3)
read('another', TODAY, 10, 20)
const busy = rowsOf('another')

const rowOf = (rows: readonly ComparisonRow[], what: string) => rows.find((each) => each.what === what)
const isHabit = ({ what }: ComparisonRow): boolean => known.findIndex((each) => each.what === what) >= 5

it.each([
  // Ten minutes hold up to four tenths of an hour's work.
  ['waybills in 10 minutes', 8],
  ['waybills in an hour', 20],
  ['waybills today', 160],
  ['foreign in an hour', 4],
  ['foreign in 24 hours', 32],
  // Of 32 a day all but one are another outlet's round for a week, and 30 a truckload in the end.
  ['scattered foreign today', 1.25],
  ['newly opened today', 160],
  ['without a known reason', 32],
])('of %s the own mean is that of the days before', (what, mean) => {
  expect((rowOf(known, what)?.own ?? 0) / mean).toBeGreaterThan(0.95)
  expect((rowOf(known, what)?.own ?? 0) / mean).toBeLessThan(1.05)
})

it('counts what the account has done up to now', () => {
  const seen = ['foreign in an hour', 'newly opened today', 'without a known reason']
  expect(seen.map((what) => Math.round(rowOf(known, what)?.seen ?? 0))).toEqual([4, 20, 4])
})

it('says nothing of the own mean of somebody new, whose usual is that of the role', () => {
  expect(unknown.filter(({ own }) => own !== null)).toEqual([])
  expect(unknown.map(({ peers }) => peers)).toEqual(unknown.map(({ usual }) => usual))
})

it('compares with the role of the same outlet, whatever the account itself has done before', () => {
  expect(known.map(({ peers }) => peers)).toEqual(unknown.map(({ peers }) => peers))
  expect(rowOf(known, 'waybills today')?.usual).toBeGreaterThan(
    (rowOf(known, 'waybills today')?.peers ?? 0) * 1.2,
  )
  expect(rowOf(known, 'waybills today')?.peers).toBeLessThan((10 + 40) * 4)
})

it('tells how much more everybody does beside the mean of the role, which it leaves as it was', () => {
  for (const row of busy) {
    const before = rowOf(unknown, row.what)
    expect(before?.load).toBe(1)
    expect(Math.abs(row.peers / (before?.peers ?? 0) - 1)).toBeLessThan(0.1)
    if (isHabit(row)) expect(row.load).toBe(1)
    else {
      expect(row.load).toBeGreaterThan(1.2)
      expect(row.usual).toBeCloseTo(row.peers * row.load, 9)
    }
  }
})

it('has no row for foreign waybills where the log does not say which outlets a waybill passes', () => {
  const office = createOffice()
  for (let hour = 9; hour < 12; hour++)
    office.work('clerk', 'clerk', { day: 0, hour, waybills: 9, reach: 'unknown' })
  const { peers } = office.run.lane
  const account = office.run.account('clerk')
  const rows = compareWithUsual(createView(account, lookUp(0, { account: 'clerk' }), peers), account, peers)
  expect(rows.map(({ what }) => what).filter((what) => what.includes('foreign'))).toEqual([])
  expect(rows).toHaveLength(known.length - 3)
})

it('calls nothing a surprise that is no more than usual, and more than that one', () => {
  for (const { seen, usual, surprise } of [...known, ...unknown]) {
    if (seen <= usual) expect(surprise).toBe(0)
    else expect(surprise).toBeGreaterThan(0)
  }
})
