import { describe, expect, it } from 'vitest'

import type { Waybill } from '../../../src/contract/look-up.ts'
import { DAY_MS, HOUR_MS } from '../../../src/contract/time-units.ts'
import { MOST_BATCH, TRUCKLOAD } from '../../../src/core/habits/batches.ts'
import { hashText } from '../../../src/core/hash-text.ts'
import { countOf } from '../../../src/core/peers/frequent-items.ts'
import { addLoad } from '../../../src/core/peers/load.ts'
import { localHour } from '../../../src/core/time.ts'
import { createView, type View } from '../../../src/core/view.ts'
import { lookUp, waybill, waybills } from '../support/look-ups.ts'
import { createRun, type Run } from '../support/run.ts'
import { MONDAY_MS } from '../support/streams.ts'

/** Many others do `load` times their usual work in the hour before. */
const othersWork = ({ lane }: Run, timeMs: number, load = 1): void =>
  addLoad(lane.peers, '', localHour(timeMs, 8 * HOUR_MS) - 1, { distinct: load * 1e6, expected: 1e6 })

/** What a detector sees after one look-up each, three seconds apart. */
const afterReading = (shown: readonly Waybill[], load = 1): View => {
  const run = createRun([])
  othersWork(run, MONDAY_MS, load)
  const last = lookUp(0)
  for (const [at, each] of shown.entries())
    run.take(lookUp(at, { occurredAt: MONDAY_MS + at * 3_000, waybills: [each] }))
  return createView(run.account('A-1'), last, run.lane.peers)
}

/** Of a hundred numbers in a row the first follows none. */
const inRows = (rows: number, reach: 'own' | 'foreign' = 'own'): readonly Waybill[] =>
  waybills(0, rows + Math.ceil(rows / 99), reach)

const from = (outlets: (each: number) => readonly string[], count: number): readonly Waybill[] =>
  Array.from({ length: count }, (_, each) => ({ ...waybill(each * 137), outletIds: outlets(each) }))

describe('numbers in a row', () => {
  const firstOnes = Math.ceil(MOST_BATCH / 99)

  it('of the own outlet are neither reading nor a walk, up to as many as are printed in a day', () => {
    const view = afterReading(inRows(MOST_BATCH))
    expect(view.today('walked')).toBe(0)
    expect(view.today('read')).toBe(firstOnes)
    expect(view.reading('day')).toBe(firstOnes)
  })

  it('of the own outlet are a walk and volume beyond that, and none read once', () => {
    const beyond = 60
    const shown = waybills(100_000, inRows(MOST_BATCH).length + beyond, 'own')
    const view = afterReading(shown)
    expect(view.today('walked')).toBeGreaterThan(beyond - 3)
    expect(view.today('read')).toBeLessThan(firstOnes + 3)
    // Some may be taken for others (distinct.ts).
    expect(Math.abs(view.reading('day') - firstOnes - beyond)).toBeLessThan(3)
  })

  it('are a batch of twice as many on a day on which everybody has twice the work', () => {
    expect(afterReading(inRows(2 * MOST_BATCH - 20), 2).today('walked')).toBe(0)
  })

  it('are a walk from the first on where the log does not say whose they are', () => {
    expect(afterReading(waybills(0, 100, 'unknown')).today('walked')).toBe(99)
  })

  it('are none where one number is opened again and again', () => {
    const shown = Array.from({ length: 30 }, () => waybill(7, 'unknown'))
    expect(afterReading(shown).today('walked')).toBe(0)
  })

  it('are no walk where a truck from one other outlet brings them', () => {
    expect(afterReading(waybills(0, TRUCKLOAD, 'foreign')).today('walked')).toBe(0)
  })

  it('are a walk beyond a truckload of them', () => {
    expect(afterReading(waybills(0, TRUCKLOAD + 50, 'foreign')).today('walked')).toBeGreaterThan(45)
  })

  it("are a walk where most of the day's foreign waybills are for anywhere", () => {
    const scattered = from((each) => [`O-${100 + each}`, `O-${500 + each}`], 100)
    expect(afterReading([...scattered, ...waybills(90_000, 20, 'foreign')]).today('walked')).toBe(19)
  })

  it('of the own outlet do not use up what a truck explains, whichever comes first', () => {
    const labels = waybills(80_000, 300, 'own')
    const truck = from((each) => [`O-${500 + each}`, 'O-77'], 100)
    for (const shown of [
      [...labels, ...truck],
      [...truck, ...labels],
    ]) {
      const view = afterReading(shown)
      expect(view.reading('day')).toBeLessThan(10)
      expect(view.reading('PT1H')).toBeLessThan(10)
    }
  })

  it('are left out once, not as a batch and as a truckload', () => {
    const ownOnes = waybills(90_000, 40, 'own').map((each, at) => ({ ...each, block: 9_000 + at }))
    expect(afterReading([...waybills(0, 100, 'foreign'), ...ownOnes]).reading('day')).toBeGreaterThan(39)
  })

  describe('on a machine that is new to the account', () => {
    const walked = (before: number, shown: readonly Waybill[]) => {
      const run = createRun([])
      let view = null
      for (let id = 0; id < 6; id++) {
        const [deviceId, each] = id < 5 ? ['usual', waybills(id * 5_000, before, 'foreign')] : ['new', shown]
        const next = lookUp(id, { occurredAt: MONDAY_MS + id * DAY_MS, deviceId, waybills: each })
        run.take(next)
        view = createView(run.account('A-1'), next, run.lane.peers)
      }
      return view?.today('walked')
    }

    it('are a walk, unless they are of the own outlet', () => {
      expect(walked(5, waybills(25_000, 50, 'foreign'))).toBeGreaterThan(45)
      expect(walked(5, waybills(25_000, 50, 'own'))).toBe(0)
    })

    it('are none, up to twice as many as the account usually reads of other outlets', () => {
      expect(walked(25, waybills(25_000, 25, 'foreign'))).toBe(0)
      expect(walked(25, waybills(25_000, 45, 'foreign'))).toBeGreaterThan(5)
    })
  })

  it('are reading while everybody sleeps, unless they are of the own outlet', () => {
    const readAt = (localHour: number, reach: 'own' | 'unknown') => {
      const run = createRun([])
      let id = 0
      const take = (day: number, hour: number, account: string, shown: readonly Waybill[]) => {
        const occurredAt = MONDAY_MS + day * DAY_MS + hour * HOUR_MS
        const next = lookUp(id++, { occurredAt, account, waybills: shown })
        run.take(next)
        return createView(run.account(account), next, run.lane.peers)
      }
      for (let day = 0; day < 14; day++)
        for (let hour = 9; hour < 17; hour++)
          for (const account of ['A-1', 'A-2', 'A-3'])
            take(day, hour, account, waybills(id * 5_000, 1, 'own'))
      return take(15, localHour, 'A-1', waybills(90_000_000, 9, reach)).today('read')
    }
    expect(readAt(26, 'unknown')).toBeGreaterThanOrEqual(8)
    expect(readAt(26, 'own')).toBe(1)
    expect(readAt(11, 'unknown')).toBe(1)
  })

  it('are reading when they are opened again', () => {
    const view = afterReading([...waybills(0, 100, 'own'), ...waybills(0, 100, 'own')])
    expect(view.today('reopened')).toBe(100)
  })

  it('do not fill the hour, nor the one after it', () => {
    const run = createRun([])
    const seen: number[] = []
    const read = (id: number, occurredAt: number, shown: readonly Waybill[]) => {
      const next = lookUp(id, { occurredAt, waybills: shown })
      run.take(next)
      seen.push(createView(run.account('A-1'), next, run.lane.peers).reading('PT1H'))
    }
    read(1, MONDAY_MS + 9.9 * HOUR_MS, waybills(0, 200, 'own'))
    read(2, MONDAY_MS + 10.2 * HOUR_MS, waybills(90_000, 1, 'own'))
    expect(seen).toEqual([2, 3])
  })

  it('count from the start on the next day', () => {
    const run = createRun([])
    let view = null
    for (const day of [0, 1]) {
      for (const [at, each] of waybills(day * 1_000, MOST_BATCH, 'own').entries()) {
        const next = lookUp(day * 1_000 + at, {
          occurredAt: MONDAY_MS + day * DAY_MS + at * 3_000,
          waybills: [each],
        })
        run.take(next)
        view = createView(run.account('A-1'), next, run.lane.peers)
      }
    }
    expect(view?.today('walked')).toBe(0)
  })
})

describe('foreign waybills', () => {
  const truck = (each: number) => [`O-${500 + each}`, 'O-77']
  const sent = (each: number) => truck(each).toReversed()

  const forSome = (outlets: number) => (each: number) => [`O-${500 + each}`, `O-${70 + (each % outlets)}`]

  it('for one other outlet are not strange, up to a truckload', () => {
    expect(afterReading(from(truck, TRUCKLOAD)).today('strange')).toBeLessThan(5)
    expect(afterReading(from(truck, TRUCKLOAD + 50)).today('strange')).toBeGreaterThanOrEqual(50)
  })

  it('are not strange, up to twice as many of one outlet or of two, when everybody has twice the work', () => {
    const most = 2 * TRUCKLOAD
    for (const outlets of [1, 2]) {
      const most50More = afterReading(from(forSome(outlets), most + 50), 2)
      expect(afterReading(from(forSome(outlets), most), 2).today('strange')).toBeLessThan(25)
      expect(most50More.today('strange')).toBeGreaterThanOrEqual(40)
      expect(most50More.reading('day')).toBeGreaterThanOrEqual(40)
      expect(most50More.reading('day')).toBeLessThan(75)
    }
  })

  it('for two or three other outlets are not strange, up to a truckload', () => {
    for (const outlets of [2, 3]) {
      expect(afterReading(from(forSome(outlets), TRUCKLOAD)).today('strange')).toBeLessThan(25)
      expect(afterReading(from(forSome(outlets), TRUCKLOAD + 50)).today('strange')).toBeGreaterThanOrEqual(50)
    }
  })

  /** Reads so many on each of these days, and one of the own outlet on the days between; what is counted on each of these. */
  const readOn = (
    days: readonly number[],
    count: number | ((day: number) => number),
    {
      of = forSome(2),
      habit = 'strange',
      apart = 137,
    }: { of?: (each: number) => string[]; habit?: 'strange' | 'walked'; apart?: number } = {},
  ) => {
    const run = createRun([])
    let id = 0
    const read = (day: number, outletIds: readonly string[]): View => {
      const occurredAt = MONDAY_MS + day * DAY_MS + 9 * HOUR_MS + (id % 400) * 60_000
      const waybills = [{ ...waybill(id * apart), outletIds }]
      const next = lookUp(id++, { occurredAt, waybills })
      run.take(next)
      return createView(run.account('A-1'), next, run.lane.peers)
    }
    const [first = 0, last = 0] = [days[0], days.at(-1)]
    const counted: number[] = []
    for (let day = first; day <= last; day++) {
      othersWork(run, MONDAY_MS + day * DAY_MS + 9 * HOUR_MS)
      if (!days.includes(day)) read(day, ['O-1', 'O-2'])
      else
        counted.push(
          from(of, typeof count === 'number' ? count : count(day))
            .map(({ outletIds }) => read(day, outletIds ?? []).today(habit))
            .at(-1) ?? 0,
        )
    }
    return counted
  }

  it('for two other outlets are the more strange the longer they come day after day, but for a handful', () => {
    const [first, second, third, fourth, fifth] = readOn([0, 1, 2, 3, 4], 100)
    expect([first, second].every((strange) => (strange ?? 99) < 26)).toBe(true)
    // 75, 37 and 30 are explained, and a few taken for others.
    expect(third).toBeGreaterThan(20)
    expect(fourth).toBeGreaterThan(58)
    expect(fifth).toBeGreaterThan(65)
    expect(fifth).toBeLessThanOrEqual(75)
    expect(readOn([0, 1, 2, 3, 4, 5, 6, 7, 8], 25, { of: truck }).every((strange) => strange < 5)).toBe(true)
    // In a row they are a walk by then.
    expect(
      readOn([0, 1, 2, 3, 4], 100, { of: truck, habit: 'walked', apart: 1 }).map((walked) => walked > 20),
    ).toEqual([false, false, true, true, true])
  })

  it('for two other outlets are a whole truckload where a handful came on each of the days before', () => {
    const strange = readOn([0, 1, 2, 3, 4, 5], (day) => (day < 5 ? 25 : 100))
    expect(Math.max(...strange)).toBeLessThan(26)
  })

  it('for one other outlet are not strange for a week, while its people may be away, and then they are', () => {
    const strange = readOn([0, 1, 2, 3, 4, 5, 6, 7, 8], 100, { of: truck })
    expect(strange.map((each) => each > 65)).toEqual([...Array<boolean>(7).fill(false), true, true])
    expect(strange.slice(0, 7).every((each) => each < 5)).toBe(true)
  })

  it('for two other outlets are a truckload again after six days without, however long they came before', () => {
    const before = Array.from({ length: 12 }, (_, day) => day)
    expect(readOn([...before, 18], 100).at(-1)).toBeLessThan(5)
    expect(readOn([...before, 14], 100).at(-1)).toBeGreaterThan(60)
  })

  it('for one other outlet do not make it a neighbour by being read day after day', () => {
    const run = createRun([])
    let id = 0
    for (const day of [0, 1, 2, 3, 4, 5]) {
      for (const { outletIds } of from(truck, 60)) {
        const occurredAt = MONDAY_MS + day * DAY_MS + (id % 60) * 60_000
        run.take(lookUp(id++, { occurredAt, waybills: [{ ...waybill(id * 137), outletIds }] }))
      }
    }
    const here = run.lane.peers.outlets.get(hashText('O-1'))
    expect(here && countOf(here.items, hashText('O-77'))).toBe(2)
  })

  it('for three other outlets are hardly strange, and for six they are', () => {
    expect(afterReading(from(forSome(3), 90)).today('strange')).toBeLessThan(15)
    expect(afterReading(from(forSome(6), 90)).today('strange')).toBeGreaterThan(80)
  })

  it('for one other outlet, with a few for anywhere in between, are strange as far as these go', () => {
    const mixed = (each: number) => (each % 4 === 0 ? [`O-${100 + each}`, `O-${300 + each}`] : truck(each))
    expect(afterReading(from(mixed, 100)).today('strange')).toBeLessThan(45)
  })

  it('from one other outlet are not strange either, but in a row of the numbers that it prints', () => {
    expect(afterReading(from(sent, TRUCKLOAD)).today('strange')).toBeLessThan(10)
    const inRow = waybills(0, 90).map((each, at) => ({ ...each, outletIds: sent(at) }))
    expect(afterReading(inRow).today('strange')).toBeGreaterThan(85)
    expect(afterReading(inRow).today('walked')).toBeGreaterThan(85)
  })

  it('in a row are no truck after others from the same outlet', () => {
    const inRow = waybills(90_000, 90).map((each, at) => ({ ...each, outletIds: sent(at) }))
    const view = afterReading([...from(sent, 100), ...inRow])
    expect(view.today('strange')).toBeGreaterThan(90)
    expect(view.today('walked')).toBeGreaterThan(85)
  })

  it('of which the log names no outlet do not undo what a truck explains', () => {
    const nearlyAll = (each: number) => (each === 99 ? [] : truck(each))
    expect(afterReading(from(nearlyAll, 100)).today('strange')).toBeLessThan(5)
  })

  it('from many outlets are strange', () => {
    const scattered = (each: number) => [`O-${100 + each}`, `O-${500 + each}`]
    expect(afterReading(from(scattered, TRUCKLOAD)).today('strange')).toBeGreaterThan(TRUCKLOAD - 5)
  })

  describe('of an outlet whose parcels the own one regularly handles', () => {
    type Usual = (account: number, outlet: number) => readonly string[]

    /**
     * On each of some days several accounts of O-1, and of O-30 to O-39, read a foreign waybill. Then a reader, by default one who was
     * there before, reads many of O-77, as pages of so many, on a machine.
     */
    const strangeAfter = (
      usual: Usual,
      many: number,
      { rows = 1, machine = 'old', reader = 'A-1' } = {},
    ): number => {
      const run = createRun([])
      let id = 0
      const read = (day: number, account: string, outletId: string, ...outlets: (readonly string[])[]) => {
        const next = lookUp(id, {
          account,
          outletId,
          occurredAt: MONDAY_MS + day * DAY_MS + (id % 20_000) * 1_000,
          deviceId: `${day < 5 ? 'old' : machine} machine of ${account}`,
          action: outlets.length === 1 ? 'query' : 'list',
          records: outlets.length,
          waybills: outlets.map((outletIds, row) => ({
            ...waybill((id + row) * 163, outletIds.includes(outletId) ? 'own' : 'foreign'),
            outletIds,
          })),
        })
        id += outlets.length
        run.take(next)
        return createView(run.account(account), next, run.lane.peers)
      }
      for (let day = 0; day < 5; day++) {
        for (let each = 0; each < 20; each++) read(day, 'A-1', 'O-1', ['O-1', `O-${500 + each}`])
        for (let account = 0; account < 4; account++) {
          read(day, `B-${account}`, 'O-1', usual(account, 1))
          for (let outlet = 30; outlet < 40; outlet++)
            read(day, `C-${account}-${outlet}`, `O-${outlet}`, usual(account, outlet))
        }
      }
      // What has been learnt is among the lane's fields.
      run.restart()
      let view = read(5, reader, 'O-1', ['O-900', 'O-77'])
      for (let page = 0; page < many; page += rows) {
        const shown = Array.from({ length: rows }, (_, row) => {
          const other = `O-${500 + page + row}`
          // Much of a neighbour's round comes from it.
          return (page + row) % 3 === 0 ? ['O-77', other] : [other, 'O-77']
        })
        view = read(5, reader, 'O-1', ...shown)
      }
      return view.today('strange')
    }
    const far = (account: number, outlet: number) => [`O-${200 + account}`, `O-${300 + outlet}`]

    const near = (account: number, outlet: number) =>
      outlet === 1 ? ['O-77', 'O-300'] : far(account, outlet)

    it('are not strange, up to twice a truckload', () => {
      expect(strangeAfter(near, 2 * TRUCKLOAD)).toBeLessThan(5)
      expect(strangeAfter(near, 2 * TRUCKLOAD + 50)).toBeGreaterThanOrEqual(50)
    })

    it('are not strange in lists either, by somebody who never lists', () => {
      expect(strangeAfter(near, 100, { rows: 20 })).toBeLessThan(5)
    })

    it('are not strange at a machine there either, where those of any other outlet are', () => {
      expect(strangeAfter(near, 100, { machine: 'new' })).toBeLessThan(5)
      expect(strangeAfter(far, 100, { machine: 'new' })).toBeGreaterThanOrEqual(100)
    })

    it('are strange to somebody who has only just come', () => {
      expect(strangeAfter(near, 100, { reader: 'A-2' })).toBeGreaterThanOrEqual(100)
    })

    it.each([
      ['is none', far],
      ['is a hub of all outlets', () => ['O-77', 'O-300']],
    ])('are strange in lists where it %s', (_, usual) => {
      expect(strangeAfter(usual, 100, { rows: 20 })).toBeGreaterThanOrEqual(100)
    })
  })
})

describe('waybills that were read on a day before', () => {
  /** Forty of them at 08:00 on each of two days, so many days apart. */
  const readAgain = (daysBetween: number): View => {
    const run = createRun([])
    let last = lookUp(0)
    for (let at = 0; at < 80; at++) {
      const minutes = at < 40 ? at : daysBetween * 24 * 60 + 40 + at
      const occurredAt = MONDAY_MS + 8 * HOUR_MS + minutes * 60_000
      last = lookUp(at, { occurredAt, waybills: [waybill((at % 40) * 137, 'own')] })
      run.take(last)
    }
    return createView(run.account('A-1'), last, run.lane.peers)
  }

  it('are opened again, and no reading, on the next day', () => {
    const view = readAgain(1)
    expect({ read: view.today('read'), reopened: view.today('reopened') }).toEqual({ read: 0, reopened: 40 })
    expect([view.reading('PT1H'), view.reading('day')]).toEqual([0, 0])
    expect(view.distinct('PT1H')).toBe(40)
  })

  it('are opened again, and no reading, as far as they are in the sample, 6 days later', () => {
    const view = readAgain(6)
    // One in ten is not (distinct.ts).
    expect(view.today('reopened')).toBeGreaterThanOrEqual(35)
    expect(view.today('read')).toBe(40 - view.today('reopened'))
    expect(view.reading('day')).toBeLessThanOrEqual(5)
    expect(view.distinct('PT1H')).toBe(40)
  })

  it('are new once more when they have left the longest window', () => {
    const view = readAgain(9)
    expect({ read: view.today('read'), reopened: view.today('reopened') }).toEqual({ read: 40, reopened: 0 })
    expect(view.reading('day')).toBe(40)
  })

  it('are not opened again by what is done with them at once, and are by what is done later', () => {
    const run = createRun([])
    const reopened = [0, 30, 60, 900].map((second, at) => {
      const said = { occurredAt: MONDAY_MS + second * 1_000, waybills: [waybill(7)] }
      const next = lookUp(at, { ...said, action: at === 0 ? 'query' : 'reveal' })
      run.take(next)
      return createView(run.account('A-1'), next, run.lane.peers).today('reopened')
    })
    expect(reopened).toEqual([0, 0, 0, 1])
  })

  it('of one page again and again are no more than a few, and of many pages as many as there are', () => {
    const reopenings = (pages: number, times: number): number => {
      const shown = Array.from({ length: pages * (times + 1) }, (_, each) => waybill((each % pages) * 137))
      return afterReading(shown).today('reopened')
    }
    expect(reopenings(1, 5)).toBe(5)
    expect(reopenings(1, 400)).toBeLessThan(12)
    expect(reopenings(10, 5)).toBe(50)
    expect(reopenings(300, 3)).toBe(900)
    const many = Array.from({ length: 200 }, (_, each) => waybill(each * 137))
    const one = Array.from({ length: 5_000 }, () => waybill(0))
    expect(afterReading([...many, ...many, ...one]).today('reopened')).toBeLessThan(1_100)
  })

  it('are not opened again by a look-up that names them more than once, as in a log with a row for each piece', () => {
    const habitsOf = (times: number) => {
      const run = createRun([])
      let last = lookUp(0)
      for (let at = 0; at < 40; at++) {
        const pieces = Array.from({ length: times }, () => waybill(at * 137))
        last = lookUp(at, { occurredAt: MONDAY_MS + 8 * HOUR_MS + at * 60_000, waybills: pieces })
        run.take(last)
      }
      const view = createView(run.account('A-1'), last, run.lane.peers)
      return { read: view.today('read'), reopened: view.today('reopened'), distinct: view.distinct('PT1H') }
    }
    expect(habitsOf(4)).toEqual({ read: 40, reopened: 0, distinct: 40 })
    expect(habitsOf(1)).toEqual(habitsOf(4))
  })

  it('are known to be opened again however busy the account is: one that the sample knows stands for those that it dropped', () => {
    const run = createRun([])
    const perDay = 1_500
    let last = lookUp(0)
    for (let at = 0; at < 2 * perDay; at++) {
      const occurredAt = MONDAY_MS + 8 * HOUR_MS + (at < perDay ? 0 : DAY_MS) + (at % perDay) * 20_000
      // On the second day every other waybill is one of the first day's.
      const number = at >= perDay && at % 2 === 1 ? at - perDay : at
      last = lookUp(at, { occurredAt, waybills: [waybill(number * 137, 'own')] })
      run.take(last)
    }
    const view = createView(run.account('A-1'), last, run.lane.peers)
    const share = view.today('reopened') / (view.today('read') + view.today('reopened'))
    expect(share).toBeGreaterThan(0.4)
    expect(share).toBeLessThan(0.6)
    expect(view.today('read') + view.today('reopened')).toBe(perDay)
  })
})

describe('records shown elsewhere meanwhile', () => {
  type Use = {
    readonly minute: number
    readonly on: string
    readonly at?: string | null
    readonly records?: number
  }

  /** After five days on one machine: what is counted of the sixth. */
  const elsewhere = (uses: readonly Use[], before: readonly string[] = ['desk']): number => {
    const run = createRun([])
    let id = 0
    let view = null
    const use = (occurredAt: number, { on, at = null, records = 1 }: Omit<Use, 'minute'>) => {
      const shown = waybills(id * 1_000, Math.min(records, 5), 'foreign')
      const next = lookUp(id++, { occurredAt, deviceId: on, sourceIp: at, records, waybills: shown })
      run.take(next)
      view = createView(run.account('A-1'), next, run.lane.peers)
      return view.today('elsewhere')
    }
    for (let day = 0; day < 5; day++)
      for (const [nth, on] of before.entries()) use(MONDAY_MS + day * DAY_MS + nth * HOUR_MS, { on })
    const todayMs = MONDAY_MS + 5 * DAY_MS
    return uses.map(({ minute, ...each }) => use(todayMs + minute * 60_000, each)).at(-1) ?? 0
  }
  const desk = { on: 'desk' }
  const tool = { on: 'tool' }

  it('are those of a new machine between two look-ups at the usual one, listed or not', () => {
    const uses = [
      { minute: 0, ...desk },
      { minute: 1, ...tool, records: 3 },
      { minute: 2, ...tool, records: 400 },
    ]
    const goesOn = [
      { minute: 10, ...desk },
      { minute: 11, ...tool },
      { minute: 12, ...desk },
    ]
    const counts = [0, 1, 2, 3].map((more) => elsewhere([...uses, ...goesOn.slice(0, more)]))
    expect(counts).toEqual([0, 403, 403, 404])
  })

  it('are none between two look-ups at another new machine, unless the account itself is new', () => {
    const uses = [
      { minute: 0, on: 'other' },
      { minute: 1, ...tool, records: 9 },
      { minute: 2, on: 'other' },
    ]
    expect(elsewhere(uses)).toBe(0)
    expect(elsewhere(uses, [])).toBe(9)
  })

  it('are none where the account returns after half an hour, or behind the same address', () => {
    const uses = [
      { minute: 0, ...desk },
      { minute: 1, ...tool, records: 9 },
      { minute: 31, ...desk },
    ]
    expect(elsewhere(uses)).toBe(0)
    expect(elsewhere(uses.map((use) => ({ ...use, minute: use.minute / 2, at: '10.0.0.1' })))).toBe(0)
    expect(elsewhere(uses.map((use) => ({ ...use, minute: use.minute / 2 })))).toBe(9)
  })

  it('are none of two machines that the account has long used', () => {
    const uses = [
      { minute: 0, ...desk },
      { minute: 1, ...tool, records: 9 },
      { minute: 2, ...desk },
    ]
    expect(elsewhere(uses, ['desk', 'tool'])).toBe(0)
  })
})
