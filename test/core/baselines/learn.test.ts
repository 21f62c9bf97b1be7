import { describe, expect, it } from 'vitest'

import type { Reach } from '../../../src/contract/look-up.ts'
import { DAY_MS, HOUR_MS } from '../../../src/contract/time-units.ts'
import { OwnSum, ownSum } from '../../../src/core/account.ts'
import type { Detector, Finding } from '../../../src/core/detector.ts'
import { peerGroup, peerSum, PeerSum } from '../../../src/core/peers/peers.ts'
import { fromByte } from '../../../src/core/small-float.ts'
import { ALL_SCORE, ALL_SIGNS, SCORE_STEPS } from '../../../src/core/surprise/tails.ts'
import { createView } from '../../../src/core/view.ts'
import { createRandom } from '../../../src/simulate/random/create-random.ts'
import { recordLimit } from '../support/limits.ts'
import { lookUp, waybill, waybills } from '../support/look-ups.ts'
import { createOffice, isWorkday, OFFICE_HOURS, workAsUsual, type Office } from '../support/office.ts'
import { createRun } from '../support/run.ts'
import { signOf, signOfExports } from '../support/signs.ts'
import { MONDAY_MS, SEED } from '../support/streams.ts'

const WEEKS = 8

/** An office in which clerk-0 has worked like everybody for long. */
const settled = (clerk: number): Office => {
  const office = createOffice()
  workAsUsual(office, { days: WEEKS * 7, clerk })
  return office
}

/** One hour in which clerk-0 reads ten times what is usual by then, and the others work on. */
const push = (office: Office, day: number, hour: number, clerk: number): void => {
  for (let each = 1; each < 10; each++) office.work(`clerk-${each}`, 'clerk', { day, hour, waybills: clerk })
  const { mean } = office.usual('clerk-0', { day, hour }).hour
  office.work('clerk-0', 'clerk', { day, hour, waybills: Math.ceil(mean * 10) })
}

const pushAllWeek = (office: Office, monday: number, clerk: number): void => {
  for (let day = monday; day < monday + 7; day++) {
    for (const hour of isWorkday(day) ? OFFICE_HOURS : []) push(office, day, hour, clerk)
  }
}

describe('learning', () => {
  it('takes no scores from a day on which signs agree too well', () => {
    const mute: Detector = { ...recordLimit('mute', 'medium', 1), kind: 'volume', detect: () => null }
    const daysOf = (sum: number) => {
      const office = createOffice([mute])
      workAsUsual(office, { days: 21 })
      const { peers } = office.run.lane
      const { dayScores } = office.run.account('clerk-0')
      dayScores[ALL_SCORE] = sum * SCORE_STEPS
      office.work('clerk-0', 'clerk', { day: 21, hour: 9, waybills: 1 })
      const [all, own] = [ALL_SIGNS, mute.id].map((name) => peers.tails.get(name)?.values[0])
      return { all, own }
    }
    const honest = daysOf(2.25)
    const suspect = daysOf(2.5)
    expect(suspect.all).toBe(honest.all)
    expect(suspect.own).toBe((honest.own ?? 0) - 1)
  })

  it("takes nothing into the account's own week from an hour in which an alert was open, not even in its first days", () => {
    const hasWeekAfter = (read: number) => {
      const office = createOffice([recordLimit('over-hundred', 'medium', 100)])
      office.work('clerk-0', 'clerk', { day: 0, hour: 9, waybills: read })
      office.work('clerk-0', 'clerk', { day: 0, hour: 12, waybills: 1 })
      return office.run.account('clerk-0').own.profile.some((rate) => rate > 0)
    }
    expect(hasWeekAfter(100)).toBe(true)
    expect(hasWeekAfter(101)).toBe(false)
  })

  it("keeps half of the account's own week where it sleeps through the next one", () => {
    const office = createOffice()
    const ofMonday = () => office.run.account('clerk-0').own.profile[9] ?? 0
    office.work('clerk-0', 'clerk', { day: 0, hour: 9, waybills: 16 })
    office.work('clerk-0', 'clerk', { day: 0, hour: 10, waybills: 1 })
    const before = fromByte(ofMonday())
    office.work('clerk-0', 'clerk', { day: 9, hour: 9, waybills: 1 })
    expect(fromByte(ofMonday()) / before).toBeCloseTo(0.5, 1)
  })

  it('takes nothing from an hour or a day in which an alert was open', () => {
    const [idle, thief] = [0, 200].map((stolen) => {
      const office = createOffice([recordLimit('over-hundred', 'medium', 100)])
      workAsUsual(office, { days: 14, courier: 8 })
      for (const day of [14, 15, 16]) {
        for (const hour of OFFICE_HOURS) office.work('clerk-0', 'clerk', { day, hour, waybills: stolen })
      }
      workAsUsual(office, { from: 17, days: 2, courier: 8 })
      return office.usual('clerk-0', { day: 18, hour: 16 })
    })
    expect((thief?.hour.mean ?? 0) / (idle?.hour.mean ?? 1)).toBeLessThan(1.1)
    expect((thief?.day.mean ?? 0) / (idle?.day.mean ?? 1)).toBeLessThan(1.1)
  })

  it('takes them where a person has closed the alert as false', () => {
    const overHundred = recordLimit('over-hundred', 'medium', 100)
    const workOff = (closedAsFalse: readonly string[]) => {
      const office = createOffice([overHundred], { closedAsFalse })
      workAsUsual(office, { days: 14, courier: 8 })
      for (const day of [14, 15, 16]) {
        for (const hour of OFFICE_HOURS) office.work('clerk-0', 'clerk', { day, hour, waybills: 200 })
      }
      return office
    }
    const day = (office: Office) => office.usual('clerk-0', { day: 17, hour: 9 }).day.mean
    const believed = workOff([])
    const alertIds = new Set(believed.run.revisions.map(({ alertId }) => alertId))
    expect(day(workOff([...alertIds]))).toBeGreaterThan(day(believed) * 1.1)
    expect(day(workOff(['another/alert']))).toBe(day(believed))
  })

  it.each([
    ['the next morning', 15],
    ['after a weekend, when the lane has forgotten the alert', 18],
  ])('takes the day where the alert is closed as false %s', (_, next) => {
    const workOn = (isClosed: boolean) => {
      const office = createOffice([recordLimit('over-hundred', 'medium', 100)])
      workAsUsual(office, { days: 14, courier: 8 })
      for (const hour of OFFICE_HOURS) office.work('clerk-0', 'clerk', { day: 14, hour, waybills: 200 })
      const { run } = office
      const alertIds = new Set(run.revisions.map(({ alertId }) => alertId))
      expect(alertIds.size).toBe(1)
      office.work('courier-0', 'courier', { day: next, hour: 8, waybills: 1 })
      expect(run.lane.alerts.size).toBe(next === 15 ? 1 : 0)
      if (isClosed) run.adopt({ closedAsFalse: [...alertIds] })
      office.work('clerk-0', 'clerk', { day: next, hour: 9, waybills: 1 })
      return office.usual('clerk-0', { day: next, hour: 9 }).day.mean
    }
    expect(workOn(true)).toBeGreaterThan(workOn(false) * 1.02)
  })

  it('takes no signs of a day on which a person has closed the alert as false, so that they do not recur', () => {
    const sign = signOfExports('sign', 'reach')
    const lateAfter = (closedAsFalse: readonly string[], read: number) => {
      const run = createRun([recordLimit('over-ten', 'medium', 10), sign], { closedAsFalse })
      for (const [day, action] of (['query', 'export', 'query'] as const).entries()) {
        const shown = waybills(day * 100, action === 'export' ? read : 1)
        run.take(lookUp(day, { occurredAt: MONDAY_MS + day * DAY_MS, action, waybills: shown }))
      }
      return { run, lately: run.account('A-1').lately }
    }
    const quiet = new Uint8Array(lateAfter([], 1).lately.length)
    expect(lateAfter([], 5).lately).not.toEqual(quiet) // nobody was told
    const told = lateAfter([], 20)
    expect(told.lately).toEqual(quiet)
    const alertIds = [...new Set(told.run.revisions.map(({ alertId }) => alertId))]
    expect(alertIds).toHaveLength(1)
    expect(lateAfter(alertIds, 20).lately).toEqual(quiet)
  })

  it('takes the signs of the days after such an alert like those of any other', () => {
    const sign = signOfExports('sign', 'reach')
    const printed = signOf('at-once', 'limit', 10)
    // The alert is kept for a week: its finding looks back as far.
    const atOnce: Detector = {
      ...printed,
      severity: 'medium',
      detect: (view) =>
        view.lookUp.action === 'print'
          ? { ...(printed.detect(view, {}) as Finding), window: 'P7D', limit: 1 }
          : null,
    }
    const latelyAfter = (closedAsFalse: readonly string[]) => {
      const run = createRun([atOnce, sign], { closedAsFalse })
      for (const [day, action] of (['query', 'print', 'query', 'export', 'query'] as const).entries()) {
        run.take(
          lookUp(day, { occurredAt: MONDAY_MS + day * DAY_MS, action, waybills: waybills(day * 100, 5) }),
        )
        // Somebody else's work lets the hours pass.
        run.take(lookUp(50 + day, { account: 'A-2', occurredAt: MONDAY_MS + (day + 0.5) * DAY_MS }))
      }
      return { alertIds: run.revisions.map(({ alertId }) => alertId), lately: run.account('A-1').lately }
    }
    const believed = latelyAfter([])
    expect(believed.lately.some((measure) => measure > 0)).toBe(true)
    expect(latelyAfter(believed.alertIds).lately).toEqual(believed.lately)
  })

  it('takes something from the same hour where there is no alert', () => {
    const office = createOffice()
    workAsUsual(office, { days: 14, courier: 8 })
    const before = office.usual('clerk-0', { day: 15, hour: 9 }).hour.mean
    office.work('clerk-0', 'clerk', { day: 14, hour: 9, waybills: 200 })
    office.work('clerk-0', 'clerk', { day: 15, hour: 9, waybills: 5 })
    expect(office.usual('clerk-0', { day: 15, hour: 9 }).hour.mean / before).toBeGreaterThan(1.01)
  })

  it('takes nothing of how much hours and days vary before there is something to measure by', () => {
    const office = createOffice()
    const at = { day: 2, hour: 9 }
    const dispersions = () => {
      const { hour, day } = office.usual('clerk-0', at)
      return [hour.dispersion, day.dispersion]
    }
    const assumed = dispersions()
    workAsUsual(office, { days: 2, clerk: 40 })
    office.work('clerk-0', 'clerk', { ...at, waybills: 1 })
    expect(dispersions()).toEqual(assumed)
  })

  it('takes a waybill that is looked up again for what it is, also where there are thousands', () => {
    const random = createRandom('repeats', SEED)
    const office = createOffice()
    let id = 0
    for (let day = 0; day < 8; day++) {
      for (let each = 0; each < 6_000; each++) {
        id++
        // Every fourth look-up is at a new waybill, the others at one of the day.
        const number = Math.floor((each % 4 === 0 ? each : random() * each) / 4) * 4 + day * 10_000
        const occurredAt = MONDAY_MS + day * DAY_MS + 8 * HOUR_MS + each * 6_000
        const next = lookUp(id, {
          occurredAt,
          account: 'integration',
          role: 'integration',
          waybills: [waybill(number)],
        })
        office.run.take(next)
      }
    }
    const { day } = office.usual('integration', { day: 7, hour: 18 })
    expect(day.mean).toBeGreaterThan(800)
    expect(day.mean).toBeLessThan(1_750)
  })

  it('lets a truck explain what is read of it again on the next day, and not behind a day without work', () => {
    const unexplainedOn = (day: number) => {
      const run = createRun([])
      let last = lookUp(0)
      for (let id = 0; id < 100; id++) {
        const occurredAt = MONDAY_MS + 9 * HOUR_MS + (id < 50 ? 0 : day * DAY_MS)
        last = lookUp(id, { occurredAt, waybills: [waybill(id % 50)] })
        run.take(last)
      }
      return createView(run.account('A-1'), last, run.lane.peers).foreignReading('PT24H')
    }
    expect(unexplainedOn(1)).toBeLessThan(5)
    expect(unexplainedOn(2)).toBe(50)
  })

  it('takes the batches of an hour off what is read in the next one, and in none behind that', () => {
    const readBehind = (batch: Reach, reach: Reach, hours: number) => {
      const run = createRun([])
      let last = lookUp(0)
      for (let id = 0; id < 120; id++) {
        const [each, hour] = id < 100 ? [waybill(id, batch), 9.99] : [waybill(id * 137, reach), 9 + hours]
        last = lookUp(id, { occurredAt: MONDAY_MS + hour * HOUR_MS, waybills: [each] })
        run.take(last)
      }
      return createView(run.account('A-1'), last, run.lane.peers).reading('PT10M')
    }
    // Of a hundred numbers in a row the first follows none; a foreign one is the truck's.
    expect([readBehind('own', 'own', 1), readBehind('foreign', 'own', 1)]).toEqual([21, 20])
    expect([readBehind('own', 'own', 2), readBehind('foreign', 'foreign', 2)]).toEqual([20, 0])
  })

  it('lets one thief teach its role little', () => {
    const office = createOffice()
    workAsUsual(office, { days: 21 })
    const before = office.usual('clerk-5', { day: 21, hour: 9 }).hour.mean
    for (let day = 21; day < 26; day++) {
      workAsUsual(office, { from: day, days: 1 })
      for (const hour of OFFICE_HOURS) office.work('thief', 'clerk', { day, hour, waybills: 500 })
    }
    expect(office.usual('clerk-5', { day: 28, hour: 9 }).hour.mean / before).toBeLessThan(1.3)
  })

  it('lets a thief under an alert teach its role next to nothing', () => {
    const foreignAfter = (thieves: number, detectors: readonly Detector[]) => {
      const office = createOffice(detectors)
      for (let day = 0; day < 33; day++) {
        workAsUsual(office, { from: day, days: 1 })
        for (let each = 0; each < 10; each++) {
          const isThief = each < thieves && day >= 21
          office.work(`clerk-${each}`, 'clerk', {
            day,
            hour: 17,
            waybills: isThief ? 60 : 2,
            reach: 'foreign',
          })
        }
      }
      office.work('newcomer', 'clerk', { day: 35, hour: 9, waybills: 1 })
      return office.usual('newcomer', { day: 35, hour: 9 }).foreignDay.mean
    }
    const overFifty = [recordLimit('over-fifty', 'medium', 50)]
    const before = foreignAfter(0, overFifty)
    expect(foreignAfter(1, [])).toBeGreaterThan(before * 1.5)
    expect(foreignAfter(1, overFifty)).toBeLessThan(before * 1.1)
  })

  it('takes no more of a day under an alert for its role than twice what is usual', () => {
    const taughtBy = (detectors: readonly Detector[]) => {
      const office = createOffice(detectors)
      workAsUsual(office, { days: 19 })
      for (const hour of OFFICE_HOURS) office.work('clerk-0', 'clerk', { day: 21, hour, waybills: 60 })
      const ofRole = () => peerSum(peerGroup(office.run.lane.peers, 'clerk'), PeerSum.dayDistinct)
      const before = ofRole()
      office.work('clerk-0', 'clerk', { day: 22, hour: 9, waybills: 1 })
      return ofRole() - before
    }
    const usual = 5 * OFFICE_HOURS.length
    expect(taughtBy([])).toBeGreaterThan(5 * usual)
    expect(taughtBy([recordLimit('over-hundred', 'medium', 100)])).toBeLessThan(2.5 * usual)
  })

  it('takes an hour under an alert for what it is before there is something to measure by', () => {
    const office = createOffice([recordLimit('over-hundred', 'medium', 100)])
    office.work('clerk-0', 'clerk', { day: 0, hour: 9, waybills: 150 })
    office.work('clerk-0', 'clerk', { day: 0, hour: 10, waybills: 1 })
    expect(ownSum(office.run.account('clerk-0'), OwnSum.hourDistinct)).toBe(150)
  })

  it('takes no more than twice the usual from a role too rare to be known, once a week of the log has passed', () => {
    const taughtOn = (day: number) => {
      const office = createOffice()
      workAsUsual(office, { days: day })
      office.work('auditor-0', 'auditor', { day, hour: 9, waybills: 300 })
      office.work('auditor-0', 'auditor', { day, hour: 10, waybills: 1 })
      return ownSum(office.run.account('auditor-0'), OwnSum.hourDistinct)
    }
    expect(taughtOn(4)).toBeGreaterThan(280)
    expect(taughtOn(14)).toBeLessThan(60)
  })

  it('compares an hour with what was usual as it began, not with what colleagues have taught since', () => {
    const office = createOffice()
    const work = (clerk: string, hour: number, waybills: number) =>
      office.work(clerk, 'clerk', { day: 0, hour, waybills })
    work('clerk-1', 8, 400)
    work('clerk-0', 9, 1)
    const noted = [...office.run.account('clerk-0').noted]
    work('clerk-1', 9, 1)
    work('clerk-0', 9, 1)
    expect([...office.run.account('clerk-0').noted]).toEqual(noted)
    work('clerk-0', 10, 1)
    expect([...office.run.account('clerk-0').noted]).not.toEqual(noted)
  })

  it('takes what all colleagues do for work in the end, though all are under an alert', () => {
    const dayAfter = (clerk: number) => {
      const office = createOffice([recordLimit('over-fifty', 'medium', 50)])
      workAsUsual(office, { days: 14 })
      workAsUsual(office, { from: 14, days: 14, clerk })
      office.work('newcomer', 'clerk', { day: 28, hour: 9, waybills: 1 })
      return office.usual('newcomer', { day: 28, hour: 9 }).day.mean
    }
    expect(dayAfter(15)).toBeGreaterThan(dayAfter(5) * 1.07)
  })

  it('takes the share of foreign waybills for what it is, also where hundreds are each looked up several times', () => {
    const office = createOffice()
    let id = 0
    for (let day = 0; day < 12; day++)
      for (let hour = 9; hour < 17; hour++)
        for (let each = 0; each < 1_200; each++) {
          const number = (day * 8 + hour) * 400 + (each % 400)
          const occurredAt = MONDAY_MS + day * DAY_MS + hour * HOUR_MS + each * 2_900
          const shown = [waybill(number * 137, number % 2 === 0 ? 'own' : 'foreign')]
          office.run.take(lookUp(id++, { account: 'desk', role: 'desk', occurredAt, waybills: shown }))
        }
    const { hour, foreignHour } = office.usual('desk', { day: 14, hour: 9 })
    expect(foreignHour.mean / hour.mean).toBeCloseTo(0.5, 1)
  })

  it('lets go of the own baseline when the role changes, and not when a look-up does not say the role', () => {
    const office = createOffice()
    const monday = 28
    workAsUsual(office, { days: monday, courier: 40, clerk: 5 })
    const at = { day: monday, hour: 9 }
    office.work('new-courier', 'courier', { ...at, waybills: 1 })
    office.work('clerk-0', 'clerk', { ...at, waybills: 1 })
    const ofCourier = office.usual('new-courier', at)
    const ofClerk = office.usual('clerk-0', at)
    expect(ofClerk.day.mean).toBeLessThan(ofCourier.day.mean / 2)
    office.run.take(
      lookUp(1e6, {
        account: 'clerk-0',
        role: null,
        occurredAt: MONDAY_MS + monday * DAY_MS + 9 * HOUR_MS,
      }),
    )
    expect(office.usual('clerk-0', at).hour.mean).toBeCloseTo(ofClerk.hour.mean, 2)
    expect(office.usual('clerk-0', at).day.mean).toBeCloseTo(ofClerk.day.mean, 2)
    office.work('clerk-0', 'courier', { ...at, waybills: 1 })
    expect(office.usual('clerk-0', at).hour.mean).toBeCloseTo(ofCourier.hour.mean, 6)
    expect(office.usual('clerk-0', at).day.mean).toBeCloseTo(ofCourier.day.mean, 6)
  })

  it('can be pushed up by 0.7 % and a thirtieth of a waybill in an active hour, and no more', () => {
    const clerk = 20
    const office = settled(clerk)
    // At three in the night nobody works: what is usual then is the level alone.
    const level = () => office.usual('clerk-0', { day: WEEKS * 7, hour: 3 }).hour.mean
    let before = level()
    for (let day = WEEKS * 7; day < WEEKS * 7 + 5; day++) {
      for (const hour of OFFICE_HOURS) {
        push(office, day, hour, clerk)
        const after = level()
        if (hour !== OFFICE_HOURS[0]) expect(after - before).toBeLessThan(before * 0.007 + 1 / 30)
        before = after
      }
    }
  })

  it('can be pushed up by 8 % in a week, and its hours by a third, or by a half where there is next to nothing to do', () => {
    for (const { clerk, most } of [
      { clerk: 20, most: 1.35 },
      { clerk: 5, most: 1.5 },
    ]) {
      const office = settled(clerk)
      for (let week = 0; week < 2; week++) {
        const monday = (WEEKS + week) * 7
        const before = office.usual('clerk-0', { day: monday, hour: 12 })
        pushAllWeek(office, monday, clerk)
        const after = office.usual('clerk-0', { day: monday + 7, hour: 12 })
        expect(after.hour.mean / before.hour.mean).toBeLessThan(most)
        expect(after.day.mean / before.day.mean).toBeLessThan(1.08)
        // The measure measures something.
        expect(after.hour.mean / before.hour.mean).toBeGreaterThan(1.15)
      }
    }
  })
})
