import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { alertSchema } from '../../../src/contract/alert.ts'
import { compileCheck } from '../../../src/contract/compile-check.ts'
import type { PolicyDocument } from '../../../src/contract/policy.ts'
import type { OpenAlert } from '../../../src/core/alerts/open-alert.ts'
import { isSharedForgotten } from '../../../src/core/forgotten.ts'
import { createLaneState } from '../../../src/core/lane-state.ts'
import { createPolicy } from '../../../src/core/policy.ts'
import { entityKey, type AccountDay } from '../../../src/core/ring/account-day.ts'
import { createRingStep } from '../../../src/core/ring/ring-step.ts'
import { createSharedDay, type SharedDay } from '../../../src/core/ring/shared-day.ts'
import { alertRecord } from '../../../src/pipeline/alert-record.ts'
import { createLaneFields } from '../support/lane-fields.ts'
import { SEED } from '../support/streams.ts'
import { accountDayOf, MONDAY } from './account-days.ts'

/** A lane of the second pass. `isForgetful`: what is known for so long only begins anew, as where the store has lost it. */
const createRings = (document: PolicyDocument = {}, isForgetful = false) => {
  const policy = createPolicy(document, [], () => 'policy')
  const lane = createLaneState()
  const entities = new Map<string, SharedDay>()
  const revisions: OpenAlert[] = []
  const stepUnder = (next: PolicyDocument) =>
    createRingStep(
      lane,
      createPolicy(next, [], () => 'policy'),
      (alert) => {
        revisions.push(structuredClone(alert))
      },
    )
  let step = stepUnder(document)
  const take = (accountDay: AccountDay) => {
    const key = entityKey(accountDay.entity)
    const known = entities.get(key)
    const isForgotten = isForgetful && known !== undefined && isSharedForgotten(policy, known, accountDay.day)
    const shared = known === undefined || isForgotten ? createSharedDay() : known
    entities.set(key, shared)
    return step(shared, accountDay)
  }
  /** From here on another policy is in force. */
  const turnTo = (next: PolicyDocument): void => void (step = stepUnder(next))
  return { lane, revisions, take, turnTo }
}

type Rings = ReturnType<typeof createRings>

const CLERKS = ['A-1', 'A-2', 'A-3', 'A-4', 'A-5', 'A-6', 'A-7', 'A-8', 'A-9', 'A-10'] as const

/** Ten outlets of ten clerks behind one address each; every tenth is a little loud, now this one and now that. */
const workAsUsual = (rings: Rings, days: number): void => {
  for (let day = 0; day < days; day++) {
    for (let outlet = 0; outlet < 10; outlet++) {
      for (const [at, clerk] of CLERKS.entries()) {
        const surprise = (at + 3 * outlet + day) % 10 === 0 ? 1.2 : 0
        const said = { account: `${clerk}/${outlet}`, outletId: `O-${outlet}`, day, hour: 9, surprise }
        rings.take(accountDayOf({ ...said, entity: { type: 'source', id: `10.0.0.${outlet}` } }))
        rings.take(accountDayOf({ ...said, entity: { type: 'outlet', id: `O-${outlet}` } }))
      }
    }
  }
}

const DEVICE = { type: 'device', id: 'pc-tool' } as const

/** Five accounts of three outlets, one after the other at one machine. */
const playRing = (rings: Rings, day: number, surprise = 1.8): void => {
  for (const [at, outlet] of [1, 1, 2, 2, 3].entries()) {
    const account = `${CLERKS[at]}/${outlet}`
    rings.take(
      accountDayOf({ entity: DEVICE, account, outletId: `O-${outlet}`, day, hour: 10 + at, surprise }),
    )
  }
}

const given = (document: PolicyDocument = {}): Rings => {
  const rings = createRings(document)
  workAsUsual(rings, 14)
  return rings
}

/** L-0, L-1, ... come to their outlet, or, of several outlets, to one machine, each as loud as is said. */
const come = (
  rings: Rings,
  type: 'device' | 'outlet',
  surprises: readonly number[],
  roleOf: (at: number) => string = () => 'courier',
): void => {
  const said = { entity: { type, id: 'large' }, day: 14, hour: 10 }
  for (const [at, surprise] of surprises.entries()) {
    const outletId = type === 'outlet' ? 'large' : `O-${at % 3}`
    rings.take(accountDayOf({ ...said, outletId, account: `L-${at}`, role: roleOf(at), surprise }))
  }
}

const everyone = (people: number, surprise: number): readonly number[] =>
  Array.from({ length: people }, () => surprise)

const severitiesOf = ({ revisions }: Rings) => new Set(revisions.map(({ severity }) => severity))

describe('a ring', () => {
  it('of five modest accounts at one machine is one alert that names all five', () => {
    const rings = given()
    expect(rings.revisions).toEqual([])
    playRing(rings, 14)
    expect(new Set(rings.revisions.map(({ alertId }) => alertId))).toEqual(
      new Set([`device:pc-tool/${MONDAY + 14}`]),
    )
    const last = rings.revisions.at(-1)
    expect(last?.members.map(({ id }) => id)).toEqual(['A-1/1', 'A-2/1', 'A-3/2', 'A-4/2', 'A-5/3'])
    expect(last).toMatchObject({ entity: DEVICE, records: 50, foreignWaybills: 20 })
    expect(last?.severity).not.toBe('low')
    expect(last?.signals).toHaveLength(1)
    expect(last?.signals[0]?.reason).toMatch(
      /^5 accounts of 3 outlets worked from device pc-tool, each beyond what is usual for it; together, as an estimate, one honest day of a device in [\d,]+ shows as much; since 10:00 on 16 March$/,
    )
  })

  it('takes back no records that a member has read, though it is louder later with fewer', () => {
    const rings = given()
    playRing(rings, 14)
    const before = rings.revisions.at(-1)?.records
    const said = { entity: DEVICE, account: 'A-1/1', outletId: 'O-1', day: 14, hour: 16 }
    rings.take(accountDayOf({ ...said, surprise: 2.9, records: 1 }))
    expect(rings.lane.alerts.get('device:pc-tool')?.records).toBe(before)
  })

  it('leaves as a record of the contract', () => {
    const rings = given()
    playRing(rings, 14)
    const isAlert = compileCheck(alertSchema)
    const records = rings.revisions.map((alert) => alertRecord(alert, new Uint8Array(32)))
    expect(records.filter((record) => !isAlert(record))).toEqual([])
    expect(records.at(-1)).toMatchObject({
      entity: DEVICE,
      members: [{ id: 'A-1/1', records: 10 }, {}, {}, {}, {}],
      evidence: { topic: 'waybill.queries', deviceIds: ['pc-tool'], sourceIps: [] },
    })
  })

  it('begins with its first look-up, though that one comes from a slower lane', () => {
    const rings = given()
    for (const hour of [12, 13, 14, 10])
      rings.take(accountDayOf({ entity: DEVICE, account: `A-${hour}/1`, day: 14, hour, surprise: 2.9 }))
    const last = rings.revisions.at(-1) as OpenAlert
    expect(last.members).toHaveLength(4)
    expect(last.signals[0]?.reason).toMatch(/; since 10:00 on 16 March$/)
    expect(alertRecord(last, new Uint8Array(32)).firstEventAt).toBe('2026-03-16T02:00:00.000Z')
  })

  it('says where the look-ups lie: of each member, and of all where they are in one partition', () => {
    const evidenceAcross = (partitions: readonly number[]) => {
      const rings = given()
      for (const [at, partition] of partitions.entries()) {
        const said = { entity: DEVICE, account: `A-${at}/1`, day: 14, hour: 10 + at, surprise: 2.5 }
        rings.take({ ...accountDayOf({ ...said, dayOffset: 50 - at, offset: 70 + at }), partition })
      }
      // An account that is louder later: its look-ups end later.
      const said = { entity: DEVICE, account: 'A-0/1', day: 14, hour: 16, surprise: 2.9 }
      rings.take({ ...accountDayOf({ ...said, dayOffset: 50, offset: 90 }), partition: partitions[0] ?? 0 })
      return alertRecord(rings.lane.alerts.get('device:pc-tool') as OpenAlert, new Uint8Array(32))
    }
    const { members, evidence } = evidenceAcross([6, 7, 6])
    expect(members).toMatchObject([
      { id: 'A-0/1', partition: 6, fromOffset: '50', toOffset: '90' },
      { id: 'A-1/1', partition: 7, fromOffset: '49', toOffset: '71' },
      { id: 'A-2/1', partition: 6, fromOffset: '48', toOffset: '72' },
    ])
    expect(evidence.eventIds).toHaveLength(4)
    for (const place of ['partition', 'fromOffset', 'toOffset']) expect(evidence).not.toHaveProperty(place)
    const within = evidenceAcross([6, 6, 6]).evidence
    expect(within).toMatchObject({ partition: 6, fromOffset: '48', toOffset: '90' })
  })

  it('is told of again when an account joins an alert of medium, and not for what is known', () => {
    const rings = given({ alerts: { mediumFalseAlarms: 20 } })
    playRing(rings, 14)
    const names = rings.revisions.map(({ members }) => members.length)
    expect(names).toEqual([...names].toSorted((a, b) => a - b))
    expect(names.at(-1)).toBe(5)
    const told = rings.revisions.length
    playRing(rings, 14)
    expect(rings.revisions).toHaveLength(told)
  })

  it('names who joins an open alert, though by then everybody is loud', () => {
    const rings = given({ alerts: { mediumFalseAlarms: 20 } })
    const join = (account: string, hour: number) =>
      rings.take(accountDayOf({ entity: DEVICE, account, outletId: 'O-1', day: 14, hour, surprise: 2.5 }))
    for (const [at, account] of ['A-1/1', 'A-2/1', 'A-3/1', 'A-4/1'].entries()) join(account, 10 + at / 10)
    expect(rings.revisions.at(-1)).toMatchObject({ severity: 'medium', members: [{}, {}, {}, {}] })
    for (let each = 0; each < 200; each++) {
      const entity = { type: 'device', id: `D-${each}` } as const
      rings.take(accountDayOf({ entity, account: `B-${each}`, day: 14, hour: 10.5, surprise: 3 }))
    }
    join('A-5/1', 10.6)
    expect(rings.revisions.at(-1)).toMatchObject({ status: 'updated', members: [{}, {}, {}, {}, {}] })
    expect(rings.revisions.at(-1)?.signals[0]?.reason).toMatch(/^5 accounts /)
  })

  it('is told of in the same words to its end, though all of it comes again after a crash, when others are loud too', () => {
    const told = [false, true].map((hasCrashed) => {
      const rings = given({ alerts: { mediumFalseAlarms: 20, lowFalseAlarms: 2000 } })
      const join = () => {
        for (const [at, account] of ['A-1/1', 'A-2/1', 'A-3/1', 'A-4/1'].entries())
          rings.take(
            accountDayOf({
              entity: DEVICE,
              account,
              outletId: 'O-1',
              day: 14,
              hour: 10 + at / 10,
              surprise: 2.5,
            }),
          )
      }
      join()
      expect(rings.revisions).not.toEqual([])
      for (let each = 0; each < 20; each++) {
        const entity = { type: 'device', id: `D-${each}` } as const
        rings.take(accountDayOf({ entity, account: `B-${each}`, day: 14, hour: 10.5, surprise: 3 }))
      }
      if (hasCrashed) join()
      rings.take(
        accountDayOf({ entity: { type: 'device', id: 'D-other' }, account: 'A-1/9', day: 14, hour: 20 }),
      )
      return rings.revisions
    })
    expect(told[1]).toEqual(told[0])
    expect(told[0]?.at(-1)).toMatchObject({ status: 'closed' })
  })

  it('says how many it names, though it is less rare than with fewer of them', () => {
    const rings = given({ alerts: { mediumFalseAlarms: 20, lowFalseAlarms: 2000 } })
    const join = (account: string, hour: number) =>
      rings.take(accountDayOf({ entity: DEVICE, account, outletId: 'O-1', day: 14, hour, surprise: 2.5 }))
    for (const [at, account] of ['A-1/1', 'A-2/1', 'A-3/1', 'A-4/1'].entries()) join(account, 10 + at / 10)
    const rarest = rings.revisions.at(-1)?.signals[0]?.surprise ?? 0
    for (let each = 0; each < 20; each++) {
      const entity = { type: 'device', id: `D-${each}` } as const
      rings.take(accountDayOf({ entity, account: `B-${each}`, day: 14, hour: 10.5, surprise: 3 }))
    }
    join('A-5/1', 10.6)
    const [signal] = rings.revisions.at(-1)?.signals ?? []
    expect(signal?.surprise).toBeLessThan(rarest)
    expect(signal?.reason).toMatch(/^5 accounts /)
  })

  it('says as many as it has said, though with more people at work fewer of them could be named', () => {
    const rings = given({ alerts: { mediumFalseAlarms: 20, lowFalseAlarms: 2000 } })
    come(rings, 'outlet', everyone(20, 0))
    come(rings, 'outlet', [2.9, 2.9, 2.9, 2.9, 1.1, 1.1])
    expect(rings.revisions.at(-1)?.signals[0]?.reason).toMatch(/^4 accounts /)
    // Of the two that are loud on any day neither is among them.
    expect(rings.revisions.at(-1)?.signals[0]).toMatchObject({ observed: 4, expected: 0 })
    come(rings, 'outlet', everyone(40, 0))
    rings.take(accountDayOf({ entity: DEVICE, day: 14, hour: 20 }))
    expect(rings.revisions.at(-1)).toMatchObject({ status: 'closed', members: [{}, {}, {}, {}] })
    expect(rings.revisions.at(-1)?.signals[0]?.reason).toMatch(/^4 accounts /)
  })

  it('that goes on has an alert for each of its days, and does not become usual', () => {
    const rings = given()
    for (let day = 14; day < 24; day++) {
      const told = rings.revisions.length
      playRing(rings, day, 2.5)
      const ofToday = rings.revisions.slice(told)
      expect(new Set(ofToday.map(({ alertId }) => alertId))).toEqual(
        new Set([`device:pc-tool/${MONDAY + day}`]),
      )
      expect(ofToday[0]?.previousAlertId).toBe(day === 14 ? null : `device:pc-tool/${MONDAY + day - 1}`)
      expect(ofToday[0]?.reason).toMatch(day === 14 ? /16 March$/ : /; its alert before this one was high$/)
      expect(ofToday.at(-1)).toMatchObject({ severity: 'high', members: [{}, {}, {}, {}, {}], records: 50 })
      rings.take(accountDayOf({ entity: { type: 'device', id: 'D-other' }, account: 'A-1/9', day, hour: 20 }))
      expect(rings.revisions.at(-1)?.status).toBe('closed')
    }
  })

  it('of a Monday names that of the Friday before: the same people may be at it', () => {
    const rings = given()
    for (const day of [18, 21]) playRing(rings, day, 2.5)
    expect(rings.revisions.at(-1)).toMatchObject({
      alertId: `device:pc-tool/${MONDAY + 21}`,
      previousAlertId: `device:pc-tool/${MONDAY + 18}`,
    })
  })

  it('that is no more than low becomes usual where it goes on', () => {
    const rings = given()
    for (let day = 14; day < 24; day++) {
      for (const account of ['A-1/1', 'A-2/1'])
        rings.take(accountDayOf({ entity: DEVICE, account, day, hour: 10, surprise: 1.8 }))
    }
    expect(severitiesOf(rings)).toEqual(new Set(['low']))
    expect(rings.revisions.filter(({ status }) => status === 'open').length).toBeLessThan(4)
  })

  it('that is at work beyond the end of a day is told of on both, and the first alert ends', () => {
    const rings = given({ alerts: { quiet: 'P2D' } })
    playRing(rings, 14, 2.5)
    playRing(rings, 15, 2.5)
    const names = rings.revisions.map(({ alertId, status }) => `${alertId} ${status}`)
    const closed = names.indexOf(`device:pc-tool/${MONDAY + 14} closed`)
    expect(closed).toBeGreaterThan(0)
    expect(names[closed + 1]).toBe(`device:pc-tool/${MONDAY + 15} open`)
  })

  it('has one name for its day, though look-ups of days before complete it', () => {
    const rings = given()
    const told = { entity: DEVICE, outletId: 'O-1', day: 14, hour: 10, surprise: 1.8 }
    for (const account of CLERKS) {
      // By then the lane is well in the day, and what is told of happened five days ago.
      rings.take(accountDayOf({ entity: { type: 'device', id: 'D-other' }, account, day: 14, hour: 15 }))
      const { occurredAt } = accountDayOf({ ...told, day: 9 })
      rings.take({ ...accountDayOf({ ...told, account }), occurredAt })
    }
    const named = rings.revisions.map(({ alertId, revision }) => `${alertId} ${revision}`)
    expect(named.length).toBeGreaterThan(1)
    expect(new Set(named).size).toBe(named.length)
  })

  it('that is over names nobody who comes to its machine after it', () => {
    const rings = given()
    playRing(rings, 14)
    const quiet = { entity: { type: 'device', id: 'D-other' }, account: 'A-1/9' } as const
    rings.take(accountDayOf({ ...quiet, day: 14, hour: 20 }))
    expect(rings.revisions.at(-1)?.status).toBe('closed')
    rings.take(accountDayOf({ entity: DEVICE, account: 'A-9/9', day: 15, hour: 10, surprise: 1.2 }))
    playRing(rings, 16, 2.5)
    expect(rings.revisions.at(-1)?.status).toBe('updated')
    expect(rings.revisions.at(-1)?.members.map(({ id }) => id)).not.toContain('A-9/9')
  })

  it('that is over is not told again with its severity when others come to its machine and are less grave', () => {
    const rings = given({ alerts: { mediumFalseAlarms: 20, lowFalseAlarms: 2000 } })
    playRing(rings, 14, 2.5)
    rings.take(
      accountDayOf({ entity: { type: 'device', id: 'D-other' }, account: 'A-1/9', day: 14, hour: 20 }),
    )
    expect(rings.revisions.at(-1)).toMatchObject({ status: 'closed', severity: 'high' })
    const join = (account: string, day: number, hour: number, surprise: number) =>
      rings.take(accountDayOf({ entity: DEVICE, account, outletId: 'O-8', day, hour, surprise }))
    for (const account of ['A-7/8', 'A-8/8']) join(account, 15, 10, 1.2)
    expect(rings.revisions.at(-1)).toMatchObject({
      alertId: `device:pc-tool/${MONDAY + 15}`,
      revision: 1,
      status: 'open',
      severity: 'low',
      members: [{ id: 'A-7/8' }, { id: 'A-8/8' }],
    })
  })

  it('is closed after an hour without more, for the reason that was told last', () => {
    const rings = given()
    playRing(rings, 14)
    const told = rings.revisions.length
    for (const account of ['A-3/2', 'A-4/2'])
      rings.take(
        accountDayOf({ entity: DEVICE, account, outletId: 'O-2', surprise: 2.2, day: 14, hour: 14.5 }),
      )
    expect(rings.revisions).toHaveLength(told)
    rings.take(
      accountDayOf({ entity: { type: 'device', id: 'D-other' }, account: 'A-1/9', day: 14, hour: 20 }),
    )
    const { reason } = rings.revisions[told - 1] as OpenAlert
    expect(rings.revisions.slice(told)).toMatchObject([{ status: 'closed', reason }])
  })

  it('is closed after the quiet time of the policy in force, whatever it was when the ring was found', () => {
    const rings = given({ alerts: { quiet: 'PT12H' } })
    playRing(rings, 14)
    const other = { entity: { type: 'device', id: 'D-other' }, account: 'A-1/9', day: 14 } as const
    rings.take(accountDayOf({ ...other, hour: 20 }))
    expect(rings.revisions.at(-1)?.status).not.toBe('closed')
    rings.turnTo({})
    rings.take(accountDayOf({ ...other, hour: 21 }))
    expect(rings.revisions.at(-1)?.status).toBe('closed')
  })

  it('on trial is marked so, and one switched off is not looked for', () => {
    const shadow = given({ ring: { shadow: true } })
    playRing(shadow, 14)
    expect(shadow.revisions.length).toBeGreaterThan(0)
    expect(shadow.revisions.every(({ isShadow }) => isShadow)).toBe(true)
    const off = given({ ring: { enabled: false } })
    playRing(off, 14)
    expect(off.revisions).toEqual([])
  })

  it('that is meant names nobody who is found on trial', () => {
    const rings = given()
    playRing(rings, 14)
    rings.turnTo({ ring: { shadow: true } })
    const joins = { entity: DEVICE, account: 'A-6/3', outletId: 'O-3' }
    rings.take(accountDayOf({ ...joins, day: 14, hour: 14.5, surprise: 2.5 }))
    rings.take(
      accountDayOf({ entity: { type: 'device', id: 'D-other' }, account: 'A-1/9', day: 14, hour: 20 }),
    )
    expect(rings.revisions.at(-1)).toMatchObject({ status: 'closed', isShadow: false })
    expect(rings.revisions.at(-1)?.members.map(({ id }) => id)).not.toContain('A-6/3')
  })

  it('needs as many accounts as the policy says', () => {
    const rings = given({ ring: { minAccounts: 6 } })
    playRing(rings, 14)
    expect(rings.revisions).toEqual([])
  })
})

describe('the ids of rings', () => {
  const ADDRESS = { type: 'source', id: '203.0.113.7' } as const
  const OUTLET = { type: 'outlet', id: 'O-1' } as const
  type Worked = { readonly deviceId?: string | null; readonly sourceIp?: string | null }

  /** Five accounts of the entity are loud, each from the place that is said of it. */
  const idsOf = (entity: AccountDay['entity'], placeOf: (at: number) => Worked, day = 14) => {
    const rings = given()
    for (const [at, clerk] of CLERKS.slice(0, 5).entries())
      rings.take(
        accountDayOf({ entity, account: `${clerk}/1`, day, hour: 10 + at, surprise: 2, ...placeOf(at) }),
      )
    const told = rings.revisions.filter((alert) => entityKey(alert.entity) === entityKey(entity))
    expect(told.length).toBeGreaterThan(0)
    return told.map(({ ringId }) => ringId)
  }
  const together = () => ({ deviceId: DEVICE.id, sourceIp: ADDRESS.id })
  const apart = (at: number) => ({ deviceId: `pc-${at}`, sourceIp: ADDRESS.id })
  const lastOf = (...given: Parameters<typeof idsOf>) => idsOf(...given).at(-1)

  it('are one for its machine, its address and its outlet, from the first revision on', () => {
    const ids = [DEVICE, ADDRESS, OUTLET].flatMap((entity) => idsOf(entity, together))
    expect(ids).toEqual(ids.map(() => expect.stringMatching(/^\d+\/[0-9a-f]{8}$/)))
    expect(new Set(ids).size).toBe(1)
  })

  it('are one for the machine and each address that it works from by turns', () => {
    const byTurns = (at: number) => ({ deviceId: DEVICE.id, sourceIp: `203.0.113.${at}` })
    expect(lastOf(DEVICE, byTurns)).toBe(lastOf(ADDRESS, together))
  })

  it('are one for an address and an outlet whose people worked from it at machines of their own', () => {
    expect(lastOf(OUTLET, apart)).toBe(lastOf(ADDRESS, apart))
    expect(lastOf(ADDRESS, apart)).not.toBe(lastOf(ADDRESS, together))
  })

  it('are others as soon as one of those named was not at the machine', () => {
    const allButOne = (at: number) => (at === 4 ? apart(at) : together())
    const ids = idsOf(ADDRESS, allButOne)
    expect(ids[0]).toBe(lastOf(DEVICE, together))
    expect(ids.at(-1)).toBe(lastOf(ADDRESS, apart))
  })

  it('are others on another day, and at another machine behind the same address', () => {
    expect(lastOf(DEVICE, together, 15)).not.toBe(lastOf(DEVICE, together))
    const elsewhere = () => ({ deviceId: 'pc-2', sourceIp: ADDRESS.id })
    expect(lastOf({ type: 'device', id: 'pc-2' }, elsewhere)).not.toBe(lastOf(DEVICE, together))
  })

  it('are those of what is shared where the log does not say where they worked', () => {
    const nowhere = () => ({ deviceId: null, sourceIp: null })
    expect(lastOf(ADDRESS, nowhere)).toBe(lastOf(ADDRESS, apart))
    expect(lastOf(OUTLET, nowhere)).not.toBe(lastOf(ADDRESS, nowhere))
  })
})

describe('no ring', () => {
  it('is a lone thief, at his own machine or behind the address of all', () => {
    const rings = given()
    const thief = { account: 'A-1/4', outletId: 'O-4', day: 14, hour: 11, surprise: 9, records: 900 }
    rings.take(accountDayOf({ ...thief, entity: { type: 'device', id: 'pc-own' } }))
    rings.take(accountDayOf({ ...thief, entity: { type: 'source', id: '10.0.0.4' } }))
    rings.take(accountDayOf({ ...thief, entity: { type: 'outlet', id: 'O-4' } }))
    expect(rings.revisions).toEqual([])
  })

  it('is an outlet with a strange day, where many of its people are loud, but not a machine that they share', () => {
    const severitiesAt = (type: 'device' | 'outlet') => {
      const rings = given()
      come(rings, type, everyone(60, 0))
      come(rings, type, everyone(24, 1.6))
      return severitiesOf(rings)
    }
    expect(severitiesAt('outlet')).toEqual(new Set(['low']))
    expect(severitiesAt('device')).toContain('medium')
  })

  it('is no more than medium at an outlet, however loud its people are', () => {
    const gravestAt = (type: 'device' | 'outlet') => {
      const rings = given()
      come(rings, type, everyone(30, 0))
      come(rings, type, everyone(6, 6))
      return rings.revisions.at(-1)?.severity
    }
    expect(gravestAt('outlet')).toBe('medium')
    expect(gravestAt('device')).toBe('high')
  })

  it('is an outlet at work on its own waybills, where its people read next to nothing without a known reason', () => {
    const gravestOf = (records: number) => {
      const rings = given()
      come(rings, 'outlet', everyone(30, 0))
      for (let at = 0; at < 6; at++) {
        const entity = { type: 'outlet', id: 'large' } as const
        const said = { entity, account: `L-${at}`, day: 14, hour: 10, surprise: 6 }
        rings.take(accountDayOf({ ...said, records: at === 0 ? records : 0 }))
      }
      return rings.revisions.at(-1)?.severity
    }
    expect(gravestOf(49)).toBe('low')
    expect(gravestOf(50)).toBe('medium')
  })

  it('is no more than medium at a machine that colleagues share, who may have a training there', () => {
    const gravestOf = (outlets: number) => {
      const rings = given()
      for (let at = 0; at < 6; at++)
        rings.take(
          accountDayOf({
            entity: DEVICE,
            account: `L-${at}`,
            outletId: `O-${at % outlets}`,
            day: 14,
            hour: 10,
            surprise: 6,
          }),
        )
      return rings.revisions.at(-1)?.severity
    }
    expect(gravestOf(1)).toBe('medium')
    expect(gravestOf(2)).toBe('high')
  })

  it('names of the people of an outlet fewer than are loud on any day, the loudest', () => {
    const namesAt = (type: 'device' | 'outlet') => {
      const rings = given()
      come(rings, type, everyone(20, 0))
      come(rings, type, [1.1, 1.1, 2.9, 2.9, 2.9, 2.9])
      return rings.revisions.at(-1)?.members.map(({ id }) => id)
    }
    expect(namesAt('outlet')).toEqual(['L-2', 'L-3', 'L-4', 'L-5'])
    expect(namesAt('device')).toEqual(['L-0', 'L-1', 'L-2', 'L-3', 'L-4', 'L-5'])
  })

  it('is the day of an outlet most of whose people are loud', () => {
    const severitiesAmong = (people: number) => {
      const rings = given({ alerts: { mediumFalseAlarms: 1 } })
      come(rings, 'outlet', everyone(people, 0))
      come(rings, 'outlet', everyone(6, 2))
      return severitiesOf(rings)
    }
    expect(severitiesAmong(13)).toContain('medium')
    expect(severitiesAmong(11)).toEqual(new Set(['low']))
  })

  it('is the day of a team of a large outlet, most of which is loud, but not of a few people in it', () => {
    const severitiesOfTeam = (team: number, loud = 8, surprise = 2) => {
      const rings = given({ alerts: { mediumFalseAlarms: 1 } })
      const roleOf = (at: number) => (at < team ? 'finance' : 'courier')
      come(rings, 'outlet', everyone(24, 0), roleOf)
      come(rings, 'outlet', everyone(loud, surprise), roleOf)
      return severitiesOf(rings)
    }
    expect(severitiesOfTeam(12)).toEqual(new Set(['low']))
    expect(severitiesOfTeam(7)).toContain('medium')
    expect(severitiesOfTeam(3)).toContain('medium')
    // More than six of them are a team's day, however large it is.
    expect(severitiesOfTeam(20)).toEqual(new Set(['low']))
    expect(severitiesOfTeam(20, 6, 2.5)).toContain('medium')
  })

  it('is not the day of a team of which most are loud, where more who are loud do other work', () => {
    const severitiesBeside = (others: number) => {
      const rings = given({ alerts: { mediumFalseAlarms: 1 } })
      const roleOf = (at: number) => (at < 8 ? 'finance' : 'courier')
      come(rings, 'outlet', everyone(40, 0), roleOf)
      come(rings, 'outlet', [...everyone(5, 2.5), ...everyone(3, 0), ...everyone(others, 2.5)], roleOf)
      return severitiesOf(rings)
    }
    expect(severitiesBeside(4)).toEqual(new Set(['low']))
    expect(severitiesBeside(5)).toContain('medium')
  })

  it('is left to the outlet behind the address of its office, but not among people who share an address since today', () => {
    type Said = {
      readonly daysBefore: number
      readonly outlets: number
      readonly loud?: number
      readonly surprise?: number
    }
    const severitiesBehind = ({ daysBefore, outlets, loud = 5, surprise = 3 }: Said) => {
      const rings = given({ alerts: { mediumFalseAlarms: 1 } })
      const work = (day: number, surpriseOfLoud: number) => {
        for (let at = 0; at < 12; at++) {
          const outletId = `office-${at % outlets}`
          const entity = { type: 'source', id: '10.9.9.9' } as const
          rings.take(
            accountDayOf({
              entity,
              account: `L-${at}`,
              outletId,
              day,
              hour: 9 + at / 20,
              surprise: at < loud ? surpriseOfLoud : 0,
            }),
          )
        }
      }
      for (let day = 14 - daysBefore; day < 14; day++) work(day, 0)
      work(14, surprise)
      return severitiesOf(rings)
    }
    expect(severitiesBehind({ daysBefore: 3, outlets: 1 })).toEqual(new Set(['low']))
    expect(severitiesBehind({ daysBefore: 3, outlets: 2 })).toContain('medium')
    expect(severitiesBehind({ daysBefore: 0, outlets: 1 })).toContain('medium')
    // Departments share an office.
    const six = { loud: 6, surprise: 2 }
    expect(severitiesBehind({ daysBefore: 3, outlets: 2, ...six })).toEqual(new Set(['low']))
    expect(severitiesBehind({ daysBefore: 3, outlets: 3, ...six })).toContain('medium')
    expect(severitiesBehind({ daysBefore: 0, outlets: 2, ...six })).toContain('medium')
  })

  it('is left to no outlet where the log names none', () => {
    const severitiesOfPeopleOf = (outletId: string | null) => {
      const rings = given({ alerts: { mediumFalseAlarms: 1 } })
      const said = { entity: { type: 'source', id: '10.9.9.9' }, outletId } as const
      for (const day of [13, 14]) {
        for (const account of CLERKS.slice(0, 5))
          rings.take(accountDayOf({ ...said, account, day, surprise: day === 14 ? 3 : 0 }))
      }
      return severitiesOf(rings)
    }
    expect(severitiesOfPeopleOf('O-1')).toEqual(new Set(['low']))
    expect(severitiesOfPeopleOf(null)).toContain('medium')
  })

  it('is an outlet that gets the load of another, where such days have come before', () => {
    const rings = createRings()
    const loaded = (day: number, outlet: number) => {
      for (const clerk of CLERKS.slice(0, 6))
        rings.take(
          accountDayOf({
            account: `${clerk}/${outlet}`,
            day,
            hour: 9,
            surprise: 1.5,
            entity: { type: 'outlet', id: `O-${outlet}` },
          }),
        )
    }
    workAsUsual(rings, 7)
    for (let outlet = 0; outlet < 10; outlet++) loaded(7 + outlet, outlet)
    workAsUsual(rings, 24)
    const before = rings.revisions.length
    loaded(24, 4)
    expect(rings.revisions.slice(before).filter(({ severity }) => severity !== 'low')).toEqual([])
  })

  it('is no more than low in the first days, when nobody knows what is usual', () => {
    const rings = createRings()
    playRing(rings, 0, 5)
    expect(rings.revisions.every(({ severity }) => severity === 'low')).toBe(true)
  })
})

/** People at each of thirty machines, each as loud as is said; on the day after one of them is at work. */
const playAtMachines = (rings: Rings, day: number, surprises: readonly number[]): void => {
  for (let machine = 0; machine < 30; machine++) {
    const entity = { type: 'device', id: `D-${machine}` } as const
    for (const [at, surprise] of surprises.entries())
      rings.take(accountDayOf({ entity, account: `B-${at}/${machine}`, day, surprise }))
    rings.take(accountDayOf({ entity, account: `B-0/${machine}`, day: day + 1 }))
  }
}

describe('what an honest day of a machine is like', () => {
  /** How grave a ring at one more machine is on the 14th day, after others were as loud as is said on a day before. */
  const severityAfter = (day: number, surprises: readonly number[], ring: readonly number[]) => {
    const rings = createRings()
    workAsUsual(rings, day)
    playAtMachines(rings, day, surprises)
    workAsUsual(rings, 14)
    come(rings, 'device', ring)
    return rings.revisions.findLast(({ entity }) => entity.id === 'large')?.severity
  }

  it('is not learnt in the first week of a log, in which nobody is told of as loud', () => {
    const five = everyone(5, 2.5)
    expect(severityAfter(6, five, five)).toBe('high')
    expect(severityAfter(13, five, five)).toBe('low')
  })

  it('is not learnt from a day on which there is an alert of medium against one of them', () => {
    const five = everyone(5, 2.5)
    expect(severityAfter(13, [4, ...everyone(4, 1.8)], five)).toBe('high')
    expect(severityAfter(13, [3.9, ...everyone(4, 1.8)], five)).toBe('low')
  })

  it('is never as strange as a ring, which is told of though as many were as loud before', () => {
    const eight = everyone(8, 3)
    expect(severityAfter(13, eight, eight)).toBe('medium')
  })
})

describe('what is told of an account', () => {
  it('of a day that is over at its entity, or long over in the lane, is counted as late and changes nothing', () => {
    const rings = createRings()
    rings.take(accountDayOf({ day: 5 }))
    expect(rings.take(accountDayOf({ day: 4, surprise: 3 }))).toEqual({ kind: 'counted', isLate: true })
    const other = { entity: { type: 'device', id: 'D-2' } } as const
    expect(rings.take(accountDayOf({ ...other, day: 3 }))).toEqual({ kind: 'counted', isLate: true })
    expect(rings.take(accountDayOf({ ...other, day: 4 }))).toEqual({ kind: 'counted', isLate: false })
  })
})

/** Others are at work on that day. */
const work = (rings: Rings, day: number): void => {
  for (const account of ['B-1', 'B-2'])
    rings.take(accountDayOf({ entity: { type: 'device', id: 'D-other' }, account, day }))
}

describe('a lane of rings', () => {
  it('tells and learns the same whether or not it forgets what one account alone has used', () => {
    const said = fc.record({
      at: fc.nat(3),
      account: fc.nat(3).map((each) => `A-${each}`),
      surprise: fc.constantFrom(0, 0, 1.5, 3),
      after: fc.constantFrom(0, 0, 0, 1, 3, 5),
    })
    fc.assert(
      fc.property(fc.array(said, { minLength: 20, maxLength: 60 }), (all) => {
        const [forgetful, other] = [true, false].map((isForgetful) => {
          const rings = createRings({ alerts: { mediumFalseAlarms: 20 }, forgetAfterDays: 365 }, isForgetful)
          workAsUsual(rings, 14)
          let day = 14
          for (const { at, after, ...loud } of all) {
            for (const last = day + after; day < last; day++) work(rings, day)
            rings.take(accountDayOf({ ...loud, entity: { type: 'device', id: `D-${at}` }, day }))
          }
          return { revisions: rings.revisions, tails: rings.lane.peers.tails, crowds: rings.lane.crowds }
        })
        expect(forgetful).toEqual(other)
      }),
      { seed: SEED, numRuns: 15 },
    )
  })

  it('is the same after it was written and read back', () => {
    const rings = given()
    playRing(rings, 14)
    const kept = createLaneFields()
    kept.write(rings.lane)
    const again = kept.read()
    expect(again.alerts).toEqual(rings.lane.alerts)
    expect(again.peers.tails).toEqual(rings.lane.peers.tails)
  })
})
