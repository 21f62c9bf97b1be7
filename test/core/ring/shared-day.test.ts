import * as fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'

import {
  decodeShared,
  encodeShared,
  MOST_SHARED_BYTES,
  SHARED_VERSION,
} from '../../../src/core/codec/shared-codec.ts'
import { daysShared } from '../../../src/core/forgotten.ts'
import { createPolicy } from '../../../src/core/policy.ts'
import type { AccountDay } from '../../../src/core/ring/account-day.ts'
import { ORDINARY } from '../../../src/core/ring/joint-surprise.ts'
import {
  accountsToday,
  addAccountDay,
  beginSharedDay,
  createSharedDay,
  surpriseOfDay,
  type SharedDay,
} from '../../../src/core/ring/shared-day.ts'
import { formOf } from '../support/form-of.ts'
import { SEED } from '../support/streams.ts'
import { accountDayOf } from './account-days.ts'

const policy = createPolicy({}, [], () => 'policy')

const dayOf = (accountDays: readonly AccountDay[]): SharedDay => {
  const shared = createSharedDay()
  beginSharedDay(shared, accountDays[0]?.day ?? 0)
  for (const each of accountDays) addAccountDay(shared, each)
  return shared
}

/** More loud accounts than are kept, with every number at its largest. */
const fullest = (nameOf: (at: number) => string, eventId: string): SharedDay => {
  const most = 2 ** 31
  const shared = dayOf(
    Array.from({ length: 100 }, (_, at) => ({
      ...accountDayOf({
        account: nameOf(at),
        surprise: 20,
        records: most,
        distinctWaybills: most,
        foreignWaybills: most,
        deviceId: 'D-1',
        sourceIp: '10.0.0.1',
        dayOffset: Number.MAX_SAFE_INTEGER,
        offset: Number.MAX_SAFE_INTEGER,
        eventId,
      }),
      partition: most - 1,
    })),
  )
  return { ...shared, usualAccounts: 2 ** 32 }
}

const FORM_HINT =
  'a state of another form needs a new SHARED_VERSION (src/core/codec/shared-codec.ts): then write both here'

const accountDay = fc
  .record({
    number: fc.integer({ min: 0, max: 40 }),
    longName: fc.boolean(),
    role: fc.constantFrom('', 'courier', 'finance'),
    surprise: fc.oneof(
      fc.constant(0),
      fc.integer({ min: 100, max: 2_000 }).map((hundredths) => hundredths / 100),
    ),
    records: fc.nat({ max: 1_000_000_000 }),
    hour: fc.integer({ min: 0, max: 23 }),
    dayOffset: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
    offset: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
    foreignWaybills: fc.option(fc.nat({ max: 1_000_000 })),
    deviceId: fc.constantFrom('D-1', null),
    sourceIp: fc.constantFrom('10.0.0.1', null),
    eventId: fc.string({ minLength: 1, maxLength: 128, unit: 'grapheme' }),
  })
  .map(({ number, longName, ...said }) =>
    accountDayOf({ ...said, account: longName ? `${number}`.padStart(128, '员') : `A-${number}` }),
  )

const accountDays = fc.array(accountDay, { minLength: 1, maxLength: 120 })

describe('what is kept of a day', () => {
  it("is the same whatever the order in which accounts' days are told, and however often each is", () => {
    fc.assert(
      fc.property(accountDays, fc.infiniteStream(fc.nat()), (told, dice) => {
        const numbers = [...dice.take(2 * told.length)]
        const twice = [...told, ...told]
          .map((each, at) => ({ each, place: numbers[at] ?? 0 }))
          .sort((a, b) => a.place - b.place)
          .map(({ each }) => each)
        expect(encodeShared(dayOf(twice))).toEqual(encodeShared(dayOf(told)))
      }),
      { seed: SEED },
    )
  })

  it('is said to have changed where it has, and where nothing is told that is not known it has not', () => {
    fc.assert(
      fc.property(accountDays, (told) => {
        const shared = dayOf([])
        for (const each of [...told, ...told]) {
          const before = encodeShared(shared)
          const hasChanged = addAccountDay(shared, each)
          expect(hasChanged).toBe(Buffer.compare(encodeShared(shared), before) !== 0)
        }
      }),
      { seed: SEED },
    )
  })

  it('has not changed either where one of more accounts than are kept is told again', () => {
    const told = Array.from({ length: 200 }, (_, at) => accountDayOf({ account: `A-${at}` }))
    const shared = dayOf(told)
    // What has changed is judged again, by a crowd that has grown since.
    expect(told.filter((each) => addAccountDay(shared, each))).toEqual([])
  })

  it('is the same after it was encoded and read back, and never larger than it may be', () => {
    fc.assert(
      fc.property(accountDays, (told) => {
        const shared = dayOf(told)
        const bytes = encodeShared(shared)
        expect(bytes.length).toBeLessThanOrEqual(MOST_SHARED_BYTES)
        expect(decodeShared(bytes)).toEqual(shared)
      }),
      { seed: SEED },
    )
    expect(decodeShared(encodeShared(createSharedDay()))).toEqual(createSharedDay())
  })

  it('is no larger than it may be when every part of it is as large as it can be', () => {
    // As long as an event's id may be, and the longest that is kept.
    const eventIds = ['员'.repeat(128), 'e'.repeat(63)]
    const sizes = [6, 20, 42, 128].flatMap((length) =>
      ['a', '员'].flatMap((unit) =>
        eventIds.map(
          (eventId) => encodeShared(fullest((at) => `${at}`.padStart(length, unit), eventId)).length,
        ),
      ),
    )
    expect(Math.max(...sizes)).toBeLessThanOrEqual(MOST_SHARED_BYTES)
    // The bound is not idle.
    expect(Math.max(...sizes)).toBeGreaterThan(0.9 * MOST_SHARED_BYTES)
  })

  it('names two dozen accounts with names as they are in logs', () => {
    const told = Array.from({ length: 300 }, (_, at) =>
      accountDayOf({ account: `HB0311${at + 1_000}`, surprise: 1 + at / 100 }),
    )
    const { members } = dayOf(told)
    expect(members).toHaveLength(24)
    expect(members[0]?.accountId).toBe('HB03111299')
  })

  it('knows how many accounts there are: exactly while they are few, within a third for many', () => {
    for (const count of [1, 2, 40, 63])
      expect(
        accountsToday(dayOf(Array.from({ length: count }, (_, at) => accountDayOf({ account: `A-${at}` })))),
      ).toBe(count)
    for (const count of [100, 1_000, 20_000]) {
      const many = dayOf(Array.from({ length: count }, (_, at) => accountDayOf({ account: `HB${at}` })))
      expect(Math.abs(accountsToday(many) / count - 1)).toBeLessThan(0.34)
    }
  })

  it('expects as many people as on the days before, though few came on a Sunday, and fewer if they stay away', () => {
    const shared = createSharedDay()
    const usualAfter = (people: number) => {
      beginSharedDay(shared, shared.day + 1)
      for (let at = 0; at < people; at++) addAccountDay(shared, accountDayOf({ account: `A-${at}` }))
      beginSharedDay(shared, shared.day + 1)
      return shared.usualAccounts
    }
    expect([10, 1, 12, 1, 1, 0, 0].map(usualAfter)).toEqual([10, 6, 12, 7, 4, 2, 0])
  })

  it('is kept as long as an account where several people usually work, though one alone came last', () => {
    const shared = createSharedDay()
    const keptAfter = (people: number) => {
      beginSharedDay(shared, shared.day + 1)
      for (let at = 0; at < people; at++) addAccountDay(shared, accountDayOf({ account: `A-${at}` }))
      return daysShared(policy, shared)
    }
    expect([1, 4, 1, 1, 1, 1].map(keptAfter)).toEqual([2, 35, 35, 35, 35, 2])
  })

  it('is no surprise at an address of thousands, and is judged at one of a million as soon as there', () => {
    const told = Array.from({ length: 30 }, (_, at) => accountDayOf({ account: `HB${at}`, surprise: 9 }))
    const workOf = (usualAccounts: number): number => {
      const logarithms = vi.spyOn(Math, 'log')
      expect(surpriseOfDay({ ...dayOf(told), usualAccounts }, 2, ORDINARY)).toBe(0)
      const work = logarithms.mock.calls.length
      logarithms.mockRestore()
      return work
    }
    expect(workOf(1_000_000)).toBe(workOf(3_000))
  })

  it('has another version whenever it is encoded in another form', () => {
    const form = formOf(encodeShared(fullest((at) => `A-${at}`, 'E-1')))
    expect([SHARED_VERSION, form], FORM_HINT).toEqual([5, 'd69641347b166a1b'])
  })

  it('refuses what another version wrote, what is cut, and what something follows', () => {
    const bytes = encodeShared(dayOf([accountDayOf({ surprise: 2 })]))
    expect(() => decodeShared(Uint8Array.of(...bytes, 0))).toThrow('cannot be read')
    expect(() => decodeShared(bytes.with(0, 99))).toThrow('Version 99')
    expect(() => decodeShared(bytes.slice(0, -3))).toThrow('cannot be read')
  })
})
