import { describe, expect, it } from 'vitest'

import { exposureCeiling } from '../../../detectors/exposure-ceiling.ts'
import type { Action, LookUp, Waybill } from '../../../src/contract/look-up.ts'
import type { PolicyDocument } from '../../../src/contract/policy.ts'
import { DAY_MS, HOUR_MS } from '../../../src/contract/time-units.ts'
import { BEYOND_ALL_WORK } from '../../../src/core/detector.ts'
import type { Detector, Finding, SignKind } from '../../../src/core/detector.ts'
import { TRUCKLOAD } from '../../../src/core/habits/batches.ts'
import { PeerSum, peersToTeach, tailToTeach, type Peers } from '../../../src/core/peers/peers.ts'
import { addToSum } from '../../../src/core/peers/sums.ts'
import { addDay, ALL_SCORE, ALL_SIGNS, tailOfRole } from '../../../src/core/surprise/tails.ts'
import type { View } from '../../../src/core/view.ts'
import { recordLimit } from '../support/limits.ts'
import { lookUp, waybill, waybills } from '../support/look-ups.ts'
import { createRun, type Run } from '../support/run.ts'
import { signOf, signOfExports } from '../support/signs.ts'
import { MONDAY_MS } from '../support/streams.ts'

describe('a limit that was crossed', () => {
  it('speaks with its own severity, however much was read', () => {
    for (const severity of ['low', 'medium', 'high', 'critical'] as const) {
      const run = createRun([recordLimit('a-limit', severity, 10)])
      run.take(lookUp(1, { waybills: waybills(0, 5_000) }))
      expect(run.revisions.map((each) => each.severity)).toEqual([severity])
    }
  })

  it('speaks with the severity that the policy gives it', () => {
    const run = createRun([exposureCeiling], { detectors: { 'exposure-ceiling': { severity: 'low' } } })
    run.take(lookUp(1, { waybills: waybills(0, exposureCeiling.defaults.maxUnexplainedRecords + 1) }))
    expect(run.revisions.map(({ severity }) => severity)).toEqual(['low'])
  })
})

describe('a habit that crossed a limit', () => {
  const unmasked = (limit: number | null): Detector => {
    const sign = signOf('unmasked', 'action', 500)
    return { ...sign, detect: (view) => ({ ...(sign.detect(view, {}) as Finding), limit }) }
  }

  it('still counts among the signs', () => {
    const scored = [unmasked(null), unmasked(1)].map((action) => {
      const run = createRun([signOf('scanned', 'order', 500), action], { alerts: { lowFalseAlarms: 1_000 } })
      run.take(lookUp(1))
      return run.account('A-1').dayScores[ALL_SCORE]
    })
    expect(scored[0]).toBeGreaterThan(0)
    expect(scored[1]).toBe(scored[0])
  })
})

describe('a limit that refers to what is usual', () => {
  const severityAfter = (kind: SignKind, honestDays: number, asHigh: number) => {
    const sign = signOf('sign', kind, 20)
    const limited: Detector = {
      ...sign,
      severity: 'medium',
      detect: (view) => ({ ...(sign.detect(view, {}) as Finding), limit: 1 }),
    }
    const run = createRun([limited], { alerts: { mediumFalseAlarms: 1e-9, lowFalseAlarms: 10_000 } })
    const tail = tailToTeach(run.lane.peers, 'sign')
    for (let day = 0; day < honestDays; day++) addDay(tail, day < asHigh ? 30 : 0)
    run.take(lookUp(1))
    return run.revisions[0]?.severity
  }

  it('of exports is believed where fewer than one honest day in 2,000 comes to as much, and is one sign among others where more do', () => {
    expect(severityAfter('action', 1_000, 0)).toBe('medium')
    expect(severityAfter('action', 100_000, 20)).toBe('medium')
    expect(severityAfter('action', 100_000, 120)).not.toBe('medium')
    expect(severityAfter('action', 1_000, 1_000)).not.toBe('medium')
  })

  it('of reading is believed where fewer than one in 10,000 does', () => {
    expect(severityAfter('reach', 1_000, 0)).toBe('medium')
    expect(severityAfter('reach', 100_000, 4)).toBe('medium')
    expect(severityAfter('reach', 100_000, 20)).not.toBe('medium')
    expect(severityAfter('reach', 60, 0)).not.toBe('medium')
  })
})

describe('a fixed limit', () => {
  const { maxUnexplainedRecords } = exposureCeiling.defaults
  /** A lane that knows 4,000 honest days of the role, of which `crossings` went a little beyond the limit. */
  const settled = (crossings: number, ...others: readonly Detector[]): Run => {
    const run = createRun([exposureCeiling, ...others])
    const tail = tailToTeach(run.lane.peers, tailOfRole('exposure-ceiling', lookUp(1).role ?? ''))
    for (let day = 0; day < 4_000; day++) addDay(tail, day < crossings ? 2 : 0)
    for (let hour = 0; hour < 96; hour++)
      run.take(lookUp(hour, { occurredAt: MONDAY_MS + hour * HOUR_MS, waybills: waybills(hour, 1, 'own') }))
    return run
  }
  const severityOf = (records: number, crossings: number) => {
    const run = settled(crossings)
    run.take(lookUp(999, { occurredAt: MONDAY_MS + 96 * HOUR_MS, waybills: waybills(1_000, records) }))
    return run.revisions[0]?.severity
  }

  it('is mild where one honest day of the role in 2,000 goes as far, and tells of those that go further', () => {
    expect(severityOf(maxUnexplainedRecords + 1, 0)).toBe('medium')
    expect(severityOf(maxUnexplainedRecords + 1, 1)).toBe('medium')
    expect(severityOf(maxUnexplainedRecords + 1, 10)).toBe('low')
    expect(severityOf(20 * maxUnexplainedRecords, 10)).toBe('medium')
  })

  it('is mild for the others of a role where some have gone as far on the same day', () => {
    const run = settled(0)
    const occurredAt = MONDAY_MS + 96 * HOUR_MS
    for (let each = 1; each <= 12; each++) {
      const account = `B-${each}`
      run.take(
        lookUp(each, { account, occurredAt, waybills: waybills(each * 1_000, maxUnexplainedRecords + 1) }),
      )
    }
    const severities = run.revisions.map(({ severity }) => severity)
    expect(severities).toHaveLength(12)
    expect(severities.slice(0, 2)).toEqual(['medium', 'medium'])
    expect(new Set(severities.slice(6))).toEqual(new Set(['low']))
  })

  it('is mild where only rows cross it that the log does not list, and as many are exported on more than one honest day in a hundred', () => {
    const exports = signOf('exports', 'action', 20)
    const severityOf = (daysWithExports: number, rows: number, listed = 0) => {
      const run = settled(0, exports)
      const tail = tailToTeach(run.lane.peers, tailOfRole(exports.id, lookUp(1).role ?? ''))
      for (let day = 0; day < 4_000; day++) addDay(tail, day < daysWithExports ? 30 : 0)
      const occurredAt = MONDAY_MS + 96 * HOUR_MS
      run.take(lookUp(998, { occurredAt, waybills: waybills(1_000, listed) }))
      run.take(lookUp(999, { occurredAt, action: 'export', waybills: [], records: rows }))
      return run.revisions.at(-1)?.severity
    }
    expect(severityOf(80, maxUnexplainedRecords + 1)).toBe('low')
    expect(severityOf(4, maxUnexplainedRecords + 1)).toBe('medium')
    expect(severityOf(80, 10 * maxUnexplainedRecords)).toBe('medium')
    expect(severityOf(80, 1, maxUnexplainedRecords + 1)).toBe('medium')
  })

  it('is not mild a hundred times over, though nothing is known yet', () => {
    const severityOf = (records: number) => {
      const run = createRun([exposureCeiling])
      run.take(lookUp(1, { action: 'export', waybills: [], records }))
      return run.revisions[0]?.severity
    }
    expect(severityOf(BEYOND_ALL_WORK * maxUnexplainedRecords - 1)).toBe('low')
    expect(severityOf(BEYOND_ALL_WORK * maxUnexplainedRecords)).toBe('medium')
  })
})

describe('the first days of a log', () => {
  type Where = { readonly isAtWork?: (hour: number) => boolean; readonly isFirst?: boolean }
  const signsOf = (kinds: readonly SignKind[]) =>
    kinds.map((kind) => {
      const sign = signOf(kind, kind, 500)
      return {
        ...sign,
        detect: (view: View) => (view.lookUp.action === 'export' ? sign.detect(view, {}) : null),
      }
    })
  /** How grave an export in the thirteenth hour of a log is, after a look-up in each of the hours before that are named. */
  const severityAfter = (
    isAtWork: (hour: number) => boolean,
    kinds: readonly SignKind[] = ['volume', 'order', 'reach'],
  ) => {
    const run = createRun(signsOf(kinds))
    for (let hour = 0; hour < 12; hour++) {
      const account = isAtWork(hour) ? 'A-1' : 'A-2'
      const occurredAt = MONDAY_MS + hour * HOUR_MS
      run.take(lookUp(hour, { account, occurredAt, waybills: waybills(hour, 1, 'own') }))
    }
    run.take(
      lookUp(99, { action: 'export', occurredAt: MONDAY_MS + 12 * HOUR_MS, waybills: waybills(100, 60) }),
    )
    return run.revisions[0]?.severity
  }

  it('tell little of who has been at work all through them: an interface has done so before the log began', () => {
    expect(severityAfter(() => true)).toBe('low')
    expect(severityAfter((hour) => hour > 1)).toBe('low')
  })

  it('tell of others what is loud enough', () => {
    expect(severityAfter((hour) => hour < 6)).toBe('medium')
  })

  it('excuse a crossed ceiling, unless foreign waybills and another sign speak against the first of its role to cross it', () => {
    /** How grave an export of 600 in the thirteenth hour is, after as many were read, by the account or another of its role. */
    const severityWhere = (
      kinds: readonly SignKind[],
      { isAtWork = (hour: number) => hour < 6, isFirst = true }: Where = {},
    ) => {
      const run = createRun([...signsOf(kinds), exposureCeiling])
      for (let hour = 0; hour < 12; hour++) {
        const account = isAtWork(hour) ? 'A-1' : 'A-2'
        const occurredAt = MONDAY_MS + hour * HOUR_MS
        run.take(lookUp(hour, { account, occurredAt, waybills: waybills(hour, 1, 'own') }))
      }
      const read = (at: number, account: string, action: Action) => {
        const occurredAt = MONDAY_MS + 12 * HOUR_MS + at
        run.take(lookUp(99 + at, { account, action, occurredAt, waybills: waybills(1_000 * at, 600) }))
      }
      read(1, isFirst ? 'A-1' : 'A-2', 'query')
      read(2, 'A-1', 'export')
      return run.revisions.findLast(({ entity }) => entity.id === 'A-1')?.severity
    }
    expect(severityWhere(['reach', 'order'])).toBe('medium')
    expect(severityWhere(['reach', 'order'], { isFirst: false })).toBe('low')
    expect(severityWhere(['reach', 'order'], { isAtWork: () => true })).toBe('low')
    expect(severityWhere(['reach'])).toBe('low')
    expect(severityWhere(['order', 'volume'])).toBe('low')
  })

  describe('on the second', () => {
    /** A sign on look-ups of these actions. */
    const signOn = (kind: SignKind, actions: readonly Action[], score: number): Detector => {
      const sign = signOf(kind, kind, score)
      return {
        ...sign,
        detect: (view) => (actions.includes(view.lookUp.action) ? sign.detect(view, {}) : null),
      }
    }
    /** An account exports in the day's second hour, and then prints, where so many of 200 others do as well: its sums of signs, and how grave it is. */
    const judgedBeside = (others: number, score = 16, known: readonly number[] = []) => {
      const run = createRun([signOn('volume', ['export', 'print'], score), signOn('reach', ['print'], score)])
      for (const each of known) addDay(tailToTeach(run.lane.peers, 'volume'), each)
      const take = (account: string, atHour: number, action: Action = 'query') => {
        const occurredAt = MONDAY_MS + atHour * HOUR_MS
        run.take(lookUp(id++, { account, action, occurredAt, waybills: waybills(id * 100, 60) }))
      }
      let id = 0
      const colleagues = Array.from({ length: 200 }, (_, each) => `B-${each}`)
      for (const account of ['A-1', ...colleagues]) take(account, 8)
      for (const account of ['A-1', ...colleagues]) take(account, 32)
      for (const action of ['export', 'print'] as const)
        for (const account of colleagues.slice(0, others)) take(account, 33, action)
      const sums = (['export', 'print'] as const).map((action) => {
        take('A-1', 33, action)
        return run.account('A-1').dayScores[ALL_SCORE] as number
      })
      return { sums, severity: run.revisions.findLast(({ entity }) => entity.id === 'A-1')?.severity }
    }

    it('tell of who stands out among the others of that day, however much of it is counted already', () => {
      expect(judgedBeside(0).severity).toBe('medium')
    })

    it('tell nothing of what many do on that day', () => {
      expect(judgedBeside(60).severity).toBeUndefined()
    })

    it("leave the account's own day out, whose signs and sum are counted already", () => {
      expect(judgedBeside(0, 8).severity).toBe('medium')
      // The highest scores known decide how fast a tail falls.
      const { sums } = judgedBeside(0, 16, [1, 1.5, 2, 2.5, 3, 3.5, 4, 5])
      expect(sums[1]).toBe(2 * (sums[0] as number))
    })
  })

  it('add nothing for lists: whoever lists differs from what is assumed in whom it reads and how as well', () => {
    expect(severityAfter((hour) => hour < 6, ['action', 'order', 'reach'])).toBe('low')
    expect(severityAfter((hour) => hour < 6, ['action', 'volume', 'order', 'reach'])).toBe('medium')
  })
})

describe('one sign alone', () => {
  const loudest = (days: number, score: number) => {
    const run = createRun([signOf('exports', 'action', score)], { alerts: { lowFalseAlarms: 10_000 } })
    for (let day = 0; day < days; day++) addDay(tailToTeach(run.lane.peers, 'exports'), 0)
    run.take(lookUp(1))
    return run.revisions[0]?.signals[0]?.surprise ?? 0
  }

  it('tells more the further it lies beyond what honest days have shown, once there are enough of them', () => {
    expect(loudest(300, 60) - loudest(300, 15)).toBeGreaterThan(1)
    expect(loudest(20, 60)).toBe(loudest(20, 20))
  })
})

describe('an account that reads much, each waybill once', () => {
  const graveAlerts = {
    lowFalseAlarms: 10_000,
    mediumFalseAlarms: 9_000,
    highFalseAlarms: 8_000,
    criticalFalseAlarms: 7_000,
  }
  const severityOf = (shown: readonly Waybill[], ...signs: readonly Detector[]) =>
    severityUnder({}, shown, signs)
  const severityUnder = (
    alerts: PolicyDocument['alerts'],
    shown: readonly Waybill[],
    signs: readonly Detector[],
    action: LookUp['action'] = 'query',
  ) => {
    const run = createRun(signs, { alerts: { ...graveAlerts, ...alerts } })
    // Until 150 account-days are known, signs that compare with earlier days tell little.
    for (const id of ['lasting', 'elsewhere'])
      for (let day = 0; day < 150; day++) addDay(tailToTeach(run.lane.peers, id), 0)
    // A few at a time: a list of another outlet's parcels is no truck.
    for (let at = 0; at < shown.length; at += 5)
      run.take(lookUp(at, { action, occurredAt: MONDAY_MS + at, waybills: shown.slice(at, at + 5) }))
    return run.revisions.at(-1)?.severity
  }
  const inNoOrder = (count: number) =>
    Array.from({ length: count }, (_, at) => waybill(100_000 + at * 137, 'own'))
  const [much, once] = [signOf('much', 'volume', 500), signOf('once', 'order', 500)]
  const exported = signOf('exported', 'action', 500)
  const foreign = signOf('foreign', 'reach', 500)
  const elsewhere = signOf('elsewhere', 'source', 500)

  it('may work off a short list, and is no alarm before something else speaks as well', () => {
    expect(severityOf(waybills(0, 49), much, once)).toBe('low')
    expect(severityOf(waybills(0, 49), much, once, exported)).toBe('low')
    expect(severityOf(waybills(0, 50), much, once)).toBe('medium')
    expect(severityOf(waybills(0, 10), much, once, elsewhere)).toBe('medium')
    expect(severityOf(waybills(0, 10), much, once, foreign)).toBe('medium')
  })

  it('may work off a short list on a busy day: its other work makes the list no longer', () => {
    const page = (counted: number) => [
      signOf('page', 'action', 500, counted),
      signOf('row', 'order', 500, counted - 1),
    ]
    expect(severityOf(waybills(0, 200), ...page(49))).toBe('low')
    expect(severityOf(waybills(0, 200), ...page(50))).toBe('medium')
  })

  it('may page through a short list again and again: rows that are shown twice make it no longer', () => {
    const rows = [signOf('rows', 'action', 500, 200), once]
    expect(severityOf(waybills(0, 49), ...rows)).toBe('low')
    expect(severityOf(waybills(0, 50), ...rows)).toBe('medium')
  })

  it("may check the own outlet's books, and is no alarm before they are more, or something else speaks as well", () => {
    const own = (count: number) => waybills(100_000, count, 'own')
    expect(severityOf(inNoOrder(900), much, once, exported)).toBe('low')
    expect(severityOf(inNoOrder(1_100), much, once, exported)).toBe('medium')
    expect(severityOf(own(100), much, once, signOf('unmasked', 'reveal', 500))).toBe('medium')
    expect(severityOf(own(100), much, once, signOf('lasting', 'order-lately', 500))).toBe('medium')
    expect(severityOf([...own(90), ...waybills(1_000, 80)], much, once)).toBe('low')
    expect(severityOf([...own(90), ...waybills(1_000, 100)], much, once)).toBe('medium')
  })

  it('works off no list where it has only just come: that is left to people who know the work', () => {
    const listed = (isFirstOfLog: boolean, count: number) => {
      const run = createRun([much, once], { alerts: graveAlerts })
      if (!isFirstOfLog) {
        run.lane.peers.firstHour = MONDAY_MS / HOUR_MS - 500
        for (const each of peersToTeach(run.lane.peers, 'courier')) addToSum(each, PeerSum.activeDays, 100)
      }
      run.take(lookUp(1, { waybills: inNoOrder(count) }))
      return run.revisions[0]?.severity
    }
    expect([listed(true, 40), listed(true, 400)]).toEqual(['low', 'low'])
    expect([listed(false, 40), listed(false, 400)]).toEqual(['medium', 'medium'])
  })

  it("may have others' waybills on its list, a third of it and fewer than a short list has", () => {
    const listed = (own: number, others: number, page: number, ...signs: readonly Detector[]) => {
      const run = createRun(signs, { alerts: graveAlerts })
      const strange = waybills(0, others).map((each, at) => ({ ...each, outletIds: [`O-${at + 10}`] }))
      const shown = [...inNoOrder(own), ...strange]
      for (let at = 0; at < shown.length; at += page)
        run.take(
          lookUp(at, { action: 'list', occurredAt: MONDAY_MS + at, waybills: shown.slice(at, at + page) }),
        )
      return run.revisions.at(-1)?.severity
    }
    expect(listed(112, 48, 20, much, exported, foreign)).toBe('low')
    expect(listed(200, 49, 20, much, exported, foreign)).toBe('low')
    expect(listed(90, 49, 20, much, exported, foreign)).toBe('medium')
    expect(listed(200, 51, 20, much, exported, foreign)).not.toBe('low')
    expect(listed(112, 48, 5, much, exported, foreign)).toBe('medium')
    expect(listed(112, 48, 20, much, foreign)).toBe('medium')
  })

  it('may print labels beside its list, which are no part of it', () => {
    const labels = waybills(0, 400, 'own')
    expect(severityOf([...labels, ...inNoOrder(900)], much, once)).toBe('low')
    expect(severityOf([...labels, ...inNoOrder(1_100)], much, once)).toBe('medium')
  })

  it('may export beside its list what nothing speaks of, and is as grave a matter as the list', () => {
    const besideExport = (count: number, ...signs: readonly Detector[]) => {
      const run = createRun(signs, { alerts: graveAlerts })
      run.take(lookUp(1, { action: 'export', waybills: [], records: 3_000 }))
      run.take(lookUp(2, { waybills: inNoOrder(count), occurredAt: MONDAY_MS + 1 }))
      return run.revisions.at(-1)?.severity
    }
    expect(besideExport(100, much, once)).toBe('low')
    expect(besideExport(1_100, much, once)).toBe('medium')
    expect(besideExport(100, much, once, exported)).toBe('high')
  })

  it("may unmask as many of the own outlet's as one can call in a day", () => {
    const unmasked = (count: number) =>
      severityUnder({}, waybills(100_000, count, 'own'), [much, once], 'reveal')
    expect(unmasked(300)).toBe('low')
    expect(unmasked(310)).toBe('medium')
  })

  it('may work at night or walk a row of numbers, a short one, and is an alarm where it does both', () => {
    const atNight = signOf('at-night', 'time', 500)
    expect(severityOf(waybills(0, 49), much, atNight)).toBe('low')
    expect(severityOf(waybills(0, 49), once, atNight)).toBe('medium')
  })

  it('may work off a list or export it, and is no grave matter before something else speaks as well', () => {
    expect(severityOf(waybills(0, 100), much, once, exported)).toBe('medium')
    expect(severityOf(waybills(0, 100), much, once, exported, elsewhere)).toBe('high')
  })

  it('is a grave matter beyond the longest of lists, but closes no account before something else speaks as well', () => {
    expect(severityOf(waybills(0, 1_000), much, once, exported)).toBe('medium')
    expect(severityOf(waybills(0, 2_000), much, once, exported)).toBe('high')
    expect(severityOf(waybills(0, 2_000), much, once, exported, elsewhere)).toBe('critical')
  })

  it('is as grave a matter where the policy asks as many records of either severity', () => {
    for (const highRecords of [0, 200]) {
      const alerts = { highRecords, criticalRecords: highRecords }
      expect(severityUnder(alerts, waybills(0, 2_000), [much, once, exported])).toBe('high')
    }
  })

  it('is a grave matter from as many records on as the policy says, and one fewer is not', () => {
    const severityOfRecords = (records: number) =>
      severityUnder({ highRecords: 60, criticalRecords: 90 }, waybills(0, records), [foreign, elsewhere])
    expect([59, 60, 89, 90].map(severityOfRecords)).toEqual(['medium', 'high', 'high', 'critical'])
  })

  it('may work off a truckload that went astray, and is no grave matter before foreign waybills are more than that', () => {
    const fromEverywhere = (count: number) =>
      waybills(0, count).map((each, at) => ({ ...each, outletIds: [`O-${at + 10}`, `O-${at + 5_000}`] }))
    expect(severityOf(fromEverywhere(2 * TRUCKLOAD), much, once, foreign)).toBe('medium')
    expect(severityOf(fromEverywhere(3 * TRUCKLOAD), much, once, foreign)).toBe('high')
    const twice = [...fromEverywhere(2 * TRUCKLOAD), ...fromEverywhere(2 * TRUCKLOAD)]
    expect(severityOf(twice, much, once, foreign)).toBe('medium')
    expect(severityOf(fromEverywhere(TRUCKLOAD), much, once, foreign, elsewhere)).toBe('high')
  })

  it("may do another outlet's parcels, which are as few as a list at most", () => {
    expect(severityOf(waybills(0, 1_000), much, once, foreign)).toBe('medium')
    expect(severityOf(waybills(0, 1_100), much, once, foreign)).toBe('high')
    expect(severityOf(waybills(0, 1_100), much, once, foreign, elsewhere)).toBe('critical')
  })

  it("may always read mostly other outlets' parcels, and then whose they are closes no account", () => {
    const severityWhere = (foreignShare: number) => {
      const run = createRun([much, once, foreign], { alerts: graveAlerts })
      addToSum(run.lane.peers.everyone, PeerSum.knownReach, 10_000)
      addToSum(run.lane.peers.everyone, PeerSum.foreign, 10_000 * foreignShare)
      run.take(lookUp(1, { waybills: waybills(0, 3_000) }))
      return run.revisions.at(-1)?.severity
    }
    expect(severityWhere(0.4)).toBe('critical')
    expect(severityWhere(0.6)).toBe('high')
  })
})

describe('kinds of signs', () => {
  const sumOf = (...kinds: readonly SignKind[]): number => {
    const run = createRun(
      kinds.map((kind, at) => signOf(kind, kind, 500 + at)),
      { alerts: { lowFalseAlarms: 1_000 } },
    )
    run.take(lookUp(1))
    return run.account('A-1').dayScores[ALL_SCORE] as number
  }

  it('add up, but for volume and lists, which are the same waybills: the louder counts', () => {
    const one = sumOf('volume')
    expect(sumOf('action')).toBe(one)
    expect(sumOf('volume', 'action')).toBe(one)
    expect(sumOf('volume', 'order')).toBeGreaterThan(one)
    expect(sumOf('action', 'order')).toBe(sumOf('volume', 'order'))
  })
})

describe('one kind of sign alone', () => {
  const OFFSET_HOURS = 8
  type Where = {
    readonly score?: number
    readonly daysAsLoud?: number
    readonly hoursKnown?: number
    readonly isUnrest?: boolean
  }
  const severityWhere = ({ score = 60, daysAsLoud = 0, hoursKnown = 500, isUnrest = false }: Where) => {
    const run = createRun([signOf('strange', 'reach', score)])
    const { peers } = run.lane
    peers.firstHour = MONDAY_MS / HOUR_MS + OFFSET_HOURS - hoursKnown
    if (isUnrest) peers.unrest.set([Math.floor(MONDAY_MS / DAY_MS), 1_000, 1_000])
    // Much speaks against one account in ten: no sum is a surprise.
    for (let day = 0; day < 2_000; day++) addDay(tailToTeach(peers, ALL_SIGNS), day % 10 === 0 ? 4 : 0)
    const tail = tailToTeach(peers, 'strange')
    for (let day = 0; day < 100_000; day++) addDay(tail, day < daysAsLoud ? score : 0)
    run.take(lookUp(1, { waybills: waybills(0, 60) }))
    return run.revisions[0]?.severity
  }

  it('is an alarm in a company of many odd days where nobody has come near it, and none where some have', () => {
    expect(severityWhere({})).toBe('medium')
    expect(severityWhere({ daysAsLoud: 10 })).not.toBe('medium')
  })

  it('is none by somebody who has worked for as long as a young log', () => {
    expect(severityWhere({ hoursKnown: 0 })).not.toBe('medium')
  })

  it('is less of one on a day on which something speaks against everybody', () => {
    expect(severityWhere({ score: 11 })).toBe('medium')
    expect(severityWhere({ score: 11, isUnrest: true })).not.toBe('medium')
  })
})

describe('signs that recur', () => {
  const NOON_MS = MONDAY_MS + 12 * HOUR_MS

  /** The log is weeks old, its role is known, and nothing has spoken in it. */
  const wellKnown = ({ lane: { peers } }: Run): void => {
    peers.firstHour = NOON_MS / HOUR_MS - 500
    for (const group of peersToTeach(peers, lookUp(0).role ?? '')) addToSum(group, PeerSum.activeDays, 100)
    for (let day = 0; day < 300; day++) addDay(tailToTeach(peers, 'sign'), 0)
  }

  /** What all signs come to on the last of the days; the sign speaks on those that are true. */
  const sumAfter = (kind: SignKind, days: readonly boolean[]): number => {
    const sign = signOf('sign', kind, 15)
    const run = createRun([
      { ...sign, detect: (view) => (view.lookUp.action === 'export' ? sign.detect(view, {}) : null) },
    ])
    wellKnown(run)
    for (const [day, speaks] of days.entries()) {
      const action = speaks ? 'export' : 'query'
      const occurredAt = NOON_MS + day * 24 * HOUR_MS
      run.take(lookUp(day, { action, occurredAt, waybills: waybills(day * 1_000, 1, 'own') }))
    }
    return run.account('A-1').dayScores[ALL_SCORE] as number
  }

  it('count more the longer they do, where they tell whose waybills are read, and how', () => {
    for (const kind of ['reach', 'order'] as const) {
      const once = sumAfter(kind, [true])
      const twice = sumAfter(kind, [true, true])
      expect(once).toBeGreaterThan(0)
      expect(twice).toBeGreaterThan(once)
      expect(sumAfter(kind, [false, true])).toBeLessThanOrEqual(once)
    }
  })

  it('are forgotten within days', () => {
    const after = (silent: number) =>
      sumAfter('reach', [true, ...Array.from({ length: silent }, () => false), true])
    const once = sumAfter('reach', [true])
    expect(after(1)).toBeGreaterThan(after(4))
    expect(after(4) - once).toBeLessThan((after(0) - once) / 4)
  })

  it('are none of the days before where the account has slept for a week since', () => {
    const sumOn = (...days: readonly number[]) => {
      const run = createRun([signOf('sign', 'reach', 15)])
      wellKnown(run)
      for (const day of days)
        run.take(
          lookUp(day, { occurredAt: NOON_MS + day * 24 * HOUR_MS, waybills: waybills(day * 1_000, 1) }),
        )
      return run.account('A-1').dayScores[ALL_SCORE] as number
    }
    const once = sumAfter('reach', [true])
    expect(sumOn(0, 7)).toBeGreaterThan(once)
    expect(sumOn(0, 8)).toBe(once)
    expect(sumOn(0, 8, 9)).toBe(sumOn(0, 1)) // what it woke to counts again
  })

  it('are none of days on which there was nothing to hold them against: the first two of a log, and before the role is known', () => {
    const sumsOn = (forget: (peers: Peers) => void) => {
      const run = createRun([signOf('sign', 'reach', 15)])
      wellKnown(run)
      forget(run.lane.peers)
      return [0, 1, 2, 3, 4].map((day) => {
        run.take(
          lookUp(day, { occurredAt: NOON_MS + day * 24 * HOUR_MS, waybills: waybills(day * 1_000, 1) }),
        )
        return run.account('A-1').dayScores[ALL_SCORE] as number
      })
    }
    const [first = 0, ...later] = sumsOn((peers) => void (peers.firstHour = NOON_MS / HOUR_MS))
    expect(later.slice(0, 2)).toEqual([first, first])
    expect(later[2]).toBeGreaterThan(first)
    expect(new Set(sumsOn((peers) => peers.roles.clear())).size).toBe(1)
  })

  it('tell little by themselves until 150 account-days are known: earlier days were measured against assumptions', () => {
    const surprisesOf = (kind: SignKind) =>
      [149, 150].map((days) => {
        const run = createRun([signOf('sign', kind, 500)], { alerts: { lowFalseAlarms: 10_000 } })
        for (let day = 0; day < days; day++) addDay(tailToTeach(run.lane.peers, 'sign'), 0)
        run.take(lookUp(1, { waybills: waybills(0, 60) }))
        return run.revisions[0]?.signals[0]?.surprise ?? 0
      })
    for (const kind of ['reach-lately', 'order-lately', 'source'] as const) {
      const [before = 0, after = 0] = surprisesOf(kind)
      expect(before).toBeLessThan(2)
      expect(after).toBeGreaterThan(2)
    }
    expect(surprisesOf('reach')[0]).toBeGreaterThan(2)
  })

  it('say nothing on a day on which nothing speaks', () => {
    expect(sumAfter('reach', [true, true, false])).toBe(0)
  })

  it('count once where honest work has them for weeks: volume, hours, machines', () => {
    for (const kind of ['volume', 'time', 'source'] as const)
      expect(sumAfter(kind, [true, true, true])).toBe(sumAfter(kind, [true]))
  })

  it('are told of in the alert', () => {
    const sign = signOf('sign', 'order', 15)
    const run = createRun([sign], { alerts: { lowFalseAlarms: 10_000 } })
    wellKnown(run)
    for (const day of [0, 1])
      run.take(
        lookUp(day, { occurredAt: NOON_MS + day * 24 * HOUR_MS, waybills: waybills(day * 1_000, 1, 'own') }),
      )
    const reasons = run.revisions.map(({ signals }) => signals[0]?.reason)
    expect(reasons[0]).not.toContain('days before')
    expect(reasons.at(-1)).toContain('; its previous days were unusual, too')
  })

  it('are not told of once more by what has counted those days', () => {
    const sign = signOf('sign', 'order', 15)
    const lasting: Detector = {
      ...signOf('lasting', 'order-lately', 15),
      detect: (view, limits) => {
        const finding = sign.detect(view, limits)
        return finding === null ? null : { ...finding, counted: 'lately' }
      },
    }
    const run = createRun([sign, lasting], { alerts: { lowFalseAlarms: 10_000 } })
    wellKnown(run)
    for (const day of [0, 1])
      run.take(
        lookUp(day, { occurredAt: NOON_MS + day * 24 * HOUR_MS, waybills: waybills(day * 1_000, 1, 'own') }),
      )
    const said = run.revisions
      .at(-1)
      ?.signals.map(({ detector, reason }) => [detector, reason.includes('its previous days')])
    expect(Object.fromEntries(said ?? [])).toEqual({ sign: true, lasting: false })
  })

  it('begin anew after an alert, which has told of them', () => {
    const run = createRun([signOf('sign', 'reach', 15), recordLimit('limit', 'medium', 0)])
    wellKnown(run)
    const sums = [0, 1].map((day) => {
      run.take(lookUp(day, { occurredAt: NOON_MS + day * 24 * HOUR_MS, waybills: waybills(day * 1_000, 1) }))
      return run.account('A-1').dayScores[ALL_SCORE]
    })
    expect(sums[1]).toBe(sums[0])
  })
})

describe('the policy of a role', () => {
  const overTen = recordLimit('over-ten', 'medium', 10)

  it('applies to a role whose name is longer than what the state keeps of it', () => {
    const role = 'customer-service-supervisor'
    const document = { overrides: { roles: { [role]: { 'over-ten': { maxRecords: 100 } } } } }
    const run = createRun([overTen], document)
    run.take(lookUp(1, { role, waybills: waybills(0, 50) }))
    expect(run.revisions).toHaveLength(0)
    run.take(lookUp(2, { role: 'customer-service-clerk', waybills: waybills(100, 50) }))
    expect(run.revisions).toHaveLength(1)
  })

  it.each(['auditor', 'regional-auditor'])(
    'applies to look-ups that do not say the role %s, as it was last seen',
    (role) => {
      const run = createRun([overTen], {
        overrides: { roles: { [role]: { 'over-ten': { maxRecords: 100 } } } },
      })
      run.take(lookUp(1, { role, waybills: [] }))
      run.take(lookUp(2, { role: null, waybills: waybills(0, 50) }))
      expect(run.revisions).toHaveLength(0)
    },
  )
})

describe('a day on which kinds of signs agree', () => {
  /** The first week says nothing yet, and after the second one the measure fades. */
  const DAYS = 14
  const DAYS_WITH_EXPORTS = [9, 10, 12]

  /** Account-days in the measure, after `DAYS` with a look-up an hour and an export on some. */
  const daysLearnt = (detectors: readonly Detector[], alerts: PolicyDocument['alerts'] = {}): number => {
    const run = createRun(detectors, { alerts })
    for (let hour = 0; hour < DAYS * 24; hour++) {
      const isExport = hour % 24 === 12 && DAYS_WITH_EXPORTS.includes(Math.floor(hour / 24))
      const occurredAt = MONDAY_MS + hour * HOUR_MS
      const action = isExport ? 'export' : 'query'
      run.take(lookUp(hour, { occurredAt, action, waybills: waybills(hour * 10, 1, 'own') }))
    }
    return run.lane.peers.tails.get(ALL_SIGNS)?.values[0] ?? 0
  }

  it('is no measure of honest work, and one on which a single kind speaks is', () => {
    const [volume, burst] = [signOfExports('volume', 'volume'), signOfExports('burst', 'volume')]
    const alone = daysLearnt([volume])
    expect(alone).toBeGreaterThan(DAYS_WITH_EXPORTS.length)
    expect(daysLearnt([volume, burst])).toBe(alone)
    expect(daysLearnt([volume, signOfExports('time', 'time')])).toBe(alone - DAYS_WITH_EXPORTS.length)
  })

  it('is no measure where one kind alone is an alarm, and is one where that is a mere change of work', () => {
    const alarms = { mediumFalseAlarms: 9_000, lowFalseAlarms: 10_000 }
    const [reach, machine] = [signOfExports('reach', 'reach'), signOfExports('machine', 'source')]
    const all = daysLearnt([])
    expect(daysLearnt([reach])).toBe(all)
    expect(daysLearnt([reach], alarms)).toBe(all - DAYS_WITH_EXPORTS.length)
    expect(daysLearnt([machine], alarms)).toBe(all)
  })

  it('is one where a limit is all that was crossed, or the limit would be crossed for ever', () => {
    const sign = signOfExports('exports', 'action')
    const limited: Detector = {
      ...sign,
      severity: 'medium',
      detect: (view) => {
        const finding = sign.detect(view, {})
        return finding === null ? null : { ...finding, limit: 1 }
      },
    }
    expect(daysLearnt([limited])).toBe(daysLearnt([sign]))
  })
})

describe('a detector of the same kind that finds nothing', () => {
  it('makes what the others find less, unless it is switched off or on trial', () => {
    const silent: Detector = { ...signOf('silent', 'volume', 0), detect: () => null }
    const scoreBeside = (more: readonly Detector[], rule: { enabled?: boolean; shadow?: boolean } = {}) => {
      const run = createRun([signOf('one', 'volume', 500), ...more], { detectors: { silent: rule } })
      run.take(lookUp(1))
      return run.account('A-1').dayScores[ALL_SCORE] ?? 0
    }
    const alone = scoreBeside([])
    expect(scoreBeside([silent])).toBeLessThan(alone)
    expect(scoreBeside([silent], { enabled: false })).toBe(alone)
    expect(scoreBeside([silent], { shadow: true })).toBe(alone)
  })
})

describe('a detector on trial', () => {
  const weak = signOf('weak', 'volume', 0.5)
  const strong = signOf('strong', 'volume', 500)
  // A new lane trusts no sign far.
  const alerts = { lowFalseAlarms: 100 }
  const onTrial = { alerts, detectors: { strong: { shadow: true } } }
  const overTen = recordLimit('over-ten', 'medium', 10)

  it('raises no alert that is meant, however weakly others agree', () => {
    expect(run([weak], { alerts }).revisions).toHaveLength(0)
    expect(run([weak, strong], { alerts }).revisions[0]).toMatchObject({ isShadow: false })
    expect(run([weak, strong], onTrial).revisions[0]).toMatchObject({ isShadow: true })
  })

  it('does not make graver what is meant, nor speak in it', () => {
    const { revisions } = run([overTen, strong], onTrial, 50)
    expect(revisions).toHaveLength(1)
    expect(revisions[0]).toMatchObject({ isShadow: false, severity: 'medium' })
    expect(revisions[0]?.signals.map(({ detector }) => detector)).toEqual(['over-ten'])
  })

  it('takes back what it said when others mean it', () => {
    const lane = run([overTen, strong], onTrial, 5)
    expect(lane.revisions[0]).toMatchObject({ isShadow: true })
    lane.take(lookUp(2, { waybills: waybills(1_000, 10) }))
    expect(lane.revisions.at(-1)).toMatchObject({ isShadow: false, severity: 'medium', revision: 2 })
    expect(lane.revisions.at(-1)?.signals.map(({ detector }) => detector)).toEqual(['over-ten'])
  })

  it('does not change an open alert that is meant, while others are silent', () => {
    const exportsOnly: Detector<{ readonly maxRecords: number }> = {
      ...overTen,
      detect: (view, limits) => (view.lookUp.action === 'export' ? overTen.detect(view, limits) : null),
    }
    const grave = recordLimit('strong', 'critical', 0)
    const lane = createRun([exportsOnly, grave], onTrial)
    lane.take(lookUp(1, { action: 'export', waybills: waybills(0, 20) }))
    lane.take(lookUp(2, { occurredAt: MONDAY_MS + HOUR_MS / 2, waybills: waybills(100, 20) }))
    expect(lane.revisions).toHaveLength(1)
    expect(lane.revisions[0]).toMatchObject({ isShadow: false, severity: 'medium' })
    // What is on trial does not keep it open either.
    lane.take(lookUp(3, { occurredAt: MONDAY_MS + HOUR_MS, waybills: waybills(200, 1) }))
    expect(lane.revisions.at(-1)?.status).toBe('closed')
  })

  it('does not keep anything from being learnt', () => {
    const grave = recordLimit('strong', 'critical', 0)
    const sums = [{ shadow: true }, { enabled: false }, {}].map((strong) => {
      const lane = createRun([grave], { detectors: { strong } })
      // In its first week the lane learns under alerts too.
      for (let id = 0; id < 240; id++) {
        lane.take(lookUp(id, { occurredAt: MONDAY_MS + id * HOUR_MS, waybills: waybills(id * 10, 3) }))
      }
      return lane.account('A-1').own.sums
    })
    expect(sums[0]).toEqual(sums[1])
    expect(sums[2]).not.toEqual(sums[1])
  })

  const run = (detectors: readonly Detector[], document: PolicyDocument = {}, rows = 1): Run => {
    const lane = createRun(detectors, document)
    lane.take(lookUp(1, { waybills: waybills(0, rows) }))
    return lane
  }
})
