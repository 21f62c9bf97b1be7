import { beforeAll, describe, expect, it } from 'vitest'

import { createOffice, isWorkday, OFFICE_HOURS, workAsUsual, type Office } from '../support/office.ts'

const WEEKS = 3
const monday = { day: WEEKS * 7, hour: 9 }

describe('what is usual', () => {
  let office: Office
  beforeAll(() => {
    office = createOffice()
    workAsUsual(office, { days: WEEKS * 7 })
  })

  it('is a guess before anybody has been seen: some waybills an hour, some dozens a day', () => {
    const first = createOffice()
    first.work('A', 'courier', { day: 0, hour: 9, waybills: 1 })
    const { hour, day } = first.usual('A', { day: 0, hour: 9 })
    expect(hour.mean).toBeGreaterThan(2)
    expect(hour.mean).toBeLessThan(10)
    expect(day.mean).toBeGreaterThan(25)
    expect(day.mean).toBeLessThan(100)
  })

  it('is, for a new account, what its role does', () => {
    office.work('new-courier', 'courier', { ...monday, waybills: 1 })
    office.work('new-clerk', 'clerk', { ...monday, waybills: 1 })
    expect(Math.abs(office.usual('new-courier', monday).hour.mean / 20 - 1)).toBeLessThan(0.1)
    expect(Math.abs(office.usual('new-clerk', monday).hour.mean / 5 - 1)).toBeLessThan(0.1)
    expect(office.usual('new-courier', monday).day.mean).toBeGreaterThan(100)
    expect(office.usual('new-clerk', monday).day.mean).toBeLessThan(60)
  })

  it('is, for a new account, what its role does at its outlet, where the two differ', () => {
    const two = createOffice()
    for (let day = 0; day < 14; day++) {
      if (!isWorkday(day)) continue
      for (const hour of OFFICE_HOURS) {
        for (let each = 0; each < 5; each++) {
          two.work(`busy-${each}`, 'courier', { day, hour, waybills: 40, outletId: 'O-1' })
          two.work(`calm-${each}`, 'courier', { day, hour, waybills: 10, outletId: 'O-2' })
        }
      }
    }
    const newcomer = (outletId: string) => {
      two.work(`new at ${outletId}`, 'courier', { day: 14, hour: 9, waybills: 1, outletId })
      return two.usual(`new at ${outletId}`, { day: 14, hour: 9 })
    }
    const [busy, calm, elsewhere] = ['O-1', 'O-2', 'O-3'].map((outletId) => newcomer(outletId).day.mean)
    expect(busy).toBeGreaterThan(250)
    expect(calm).toBeLessThan(110)
    expect(elsewhere).toBeGreaterThan(150)
    expect(elsewhere).toBeLessThan(230)
    expect(newcomer('O-1').hour.mean / newcomer('O-2').hour.mean).toBeGreaterThan(2.5)
  })

  it('is, for a role that was never seen, what everyone does', () => {
    office.work('new-auditor', 'auditor', { ...monday, waybills: 1 })
    const { mean } = office.usual('new-auditor', monday).hour
    expect(mean).toBeGreaterThan(8)
    expect(mean).toBeLessThan(17)
  })

  it('is what the account itself does, once it has done it for long', () => {
    const busy = createOffice()
    const means: number[] = []
    for (let day = 0; day < WEEKS * 7; day++) {
      workAsUsual(busy, { from: day, days: 1 })
      for (const hour of isWorkday(day) ? OFFICE_HOURS : []) {
        busy.work('busy', 'clerk', { day, hour, waybills: 12 })
      }
      means.push(busy.usual('busy', { day, hour: 16 }).hour.mean)
    }
    // From its role's five towards its own twelve, on the first day already.
    expect(means[0]).toBeGreaterThan(5)
    expect(means[0]).toBeLessThan(10)
    expect(means.at(-1)).toBeGreaterThan(10.5)
    expect(means.at(-1)).toBeLessThan(13)
  })

  it('is nearly nothing foreign for those who never look at it, and as much as usual for those who do', () => {
    const mixed = createOffice()
    for (let day = 0; day < 14; day++) {
      for (const hour of isWorkday(day) ? OFFICE_HOURS : []) {
        mixed.work('own', 'clerk', { day, hour, waybills: 10 })
        mixed.work('service', 'service', { day, hour, waybills: 10, reach: 'foreign' })
      }
    }
    const at = { day: 14, hour: 9 }
    expect(mixed.usual('own', at).foreignHour.mean).toBeLessThan(0.5)
    expect(mixed.usual('service', at).foreignHour.mean).toBeGreaterThan(8)
  })

  it('rises with the load of all: on a promotion day from its second hour on', () => {
    const promotion = createOffice()
    workAsUsual(promotion, { days: WEEKS * 7 })
    const day = WEEKS * 7
    const ratios = OFFICE_HOURS.map((hour) => {
      for (let each = 0; each < 10; each++) {
        promotion.work(`courier-${each}`, 'courier', { day, hour, waybills: 60 })
        promotion.work(`clerk-${each}`, 'clerk', { day, hour, waybills: 15 })
      }
      return promotion.usual('courier-5', { day, hour }).hour.mean / 20
    })
    expect(ratios[0]).toBeLessThan(1.2)
    for (const ratio of ratios.slice(1)) {
      expect(ratio).toBeGreaterThan(2)
      expect(ratio).toBeLessThan(3.3)
    }
  })

  it('does not fall on a quiet day, and does not rise with one account that does everything', () => {
    const quiet = createOffice()
    workAsUsual(quiet, { days: WEEKS * 7 })
    const before = quiet.usual('courier-5', monday).hour.mean
    for (const hour of OFFICE_HOURS) {
      for (let each = 0; each < 10; each++) {
        const waybills = each === 0 ? 2_000 : 4
        quiet.work(`courier-${each}`, 'courier', { day: WEEKS * 7, hour, waybills })
      }
      const now = quiet.usual('courier-5', { day: WEEKS * 7, hour }).hour.mean
      expect(Math.abs(now / before - 1)).toBeLessThan(0.2)
    }
  })
})
