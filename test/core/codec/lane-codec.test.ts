import { describe, expect, it } from 'vitest'

import { WaywardenError } from '../../../src/contract/errors.ts'
import type { Account } from '../../../src/core/account.ts'
import { newAlert, type OpenAlert } from '../../../src/core/alerts/open-alert.ts'
import { STATE_VERSION } from '../../../src/core/codec/account-codec.ts'
import { keptDays, readLaneState, takeChangedFields, type Field } from '../../../src/core/codec/lane-codec.ts'
import { SHARED_VERSION } from '../../../src/core/codec/shared-codec.ts'
import { createLaneState, type LaneState } from '../../../src/core/lane-state.ts'
import { fadePeers } from '../../../src/core/peers/fade-peers.ts'
import { beginDay, createLaneSnapshots } from '../../../src/core/peers/lane-snapshots.ts'
import { addLoad } from '../../../src/core/peers/load.ts'
import { ownSums, useOthersSums } from '../../../src/core/peers/peer-sums.ts'
import { outletToTeach, PeerSum, peersToTeach, tailsToTeach } from '../../../src/core/peers/peers.ts'
import { noteSample } from '../../../src/core/peers/sampled-items.ts'
import { addToSum } from '../../../src/core/peers/sums.ts'
import { teamToTeach, TeamSum } from '../../../src/core/peers/teams.ts'
import { crowdToCount } from '../../../src/core/ring/crowd.ts'
import { addDay } from '../../../src/core/surprise/tails.ts'
import { HOURS_OF_WEEK, workDay } from '../../../src/core/time.ts'
import { formOf } from '../support/form-of.ts'

const MONDAY = 480_000

/** One of the outlet's people ends a day, and had a foreign waybill on it. */
const work = ({ peers }: LaneState, outlet: number): void => {
  const team = teamToTeach(peers, { team: outlet } as Account)
  if (team !== null) addToSum(team, TeamSum.activeDays, 1)
  const sampled = outletToTeach(peers, outlet)
  if (sampled !== null) noteSample(sampled, outlet + 1, outlet + 1)
}

/** A company of so many outlets, whose first week begins now. Hashes of outlets are odd. */
const company = (outlets: number): LaneState => {
  const lane = createLaneState()
  fadePeers(lane.peers, MONDAY)
  for (let outlet = 0; outlet < outlets; outlet++) work(lane, outlet * 2 + 1)
  return lane
}

/** Of teams and outlets. */
const namesOf = (fields: readonly Field[]) =>
  fields.map(([name]) => name).filter((name) => /^(team|sampled):/.test(name))

const unlisted = <Key, Value>(map: Map<Key, Value>): void => {
  const refuse = () => {
    throw new Error('all of them are gone through')
  }
  Object.assign(map, {
    entries: refuse,
    values: refuse,
    keys: refuse,
    forEach: refuse,
    [Symbol.iterator]: refuse,
  })
}

const alert: OpenAlert = {
  ...newAlert({
    alertId: 'A-1/x',
    previousAlertId: 'A-1/w',
    entity: { type: 'account', id: 'A-1' },
    timeMs: 1_767_225_600_000,
    firstEventAtMs: 1_767_225_540_000,
    isShadow: false,
    policyVersion: '0123456789abcdef',
  }),
  severity: 'high',
  gravest: 'critical',
  resumedAtRecords: 5,
  unexplainedRecords: 7,
  reason: 'much was read',
  members: [{ id: 'A-2', records: 3, partition: 0, fromOffset: 1, toOffset: 2 }],
  ringId: '20454/0a1b2c3d',
  signals: [
    { detector: 'slow-drip', window: 'PT24H', observed: 40, expected: 4, surprise: 5, reason: 'much' },
  ],
  evidence: {
    topic: 'waybill.queries',
    partition: 0,
    fromOffset: 1,
    toOffset: 2,
    eventIds: ['E-1'],
    sourceIps: ['10.0.0.1'],
    deviceIds: ['D-1'],
    waybillTokens: ['0123456789abcdef'],
  },
}

/** A lane that has some of all that a store keeps. */
const fullLane = (): LaneState => {
  const lane = company(3)
  const { peers } = lane
  Object.assign(lane, {
    nowMs: 1_767_225_600_000,
    nextCoverageMs: 1_767_225_660_000,
    rejectPeriod: 5_890_752,
  })
  Object.assign(lane.tally, { counted: 9, duplicates: 2, late: 1, rejected: { not_json: 3 } })
  peers.unrest.set([20_454, 3, 0.5])
  noteSample(peers.everywhere, 1, 3)
  noteSample(peers.programs, 5)
  for (const group of peersToTeach(peers, 'courier')) addToSum(group, PeerSum.activeDays, 20)
  for (const tail of tailsToTeach(peers, 'volume-burst', 'courier')) addDay(tail, 3)
  addLoad(peers, 'courier', MONDAY, { distinct: 5, expected: 2 })
  useOthersSums(peers, ownSums(company(1).peers))
  const snapshots = createLaneSnapshots()
  snapshots.offers = new Map([[workDay(MONDAY), [{ lane: 1, day: null, sums: ownSums(company(1).peers) }]]])
  beginDay(snapshots, peers, MONDAY)
  lane.snapshots = snapshots
  crowdToCount(lane.crowds, 20_454, 'device').loud = 4
  lane.alerts.set('A-1', alert)
  lane.changedAlerts.add('A-1')
  return lane
}

const codeOf = (act: () => unknown): unknown => {
  try {
    return act()
  } catch (error) {
    return error instanceof WaywardenError ? error.code : error
  }
}

const readBack = (fields: readonly Field[]): LaneState => {
  const kept = new Map<string, Uint8Array>()
  for (const [name, value] of fields) {
    if (value !== null) kept.set(name, typeof value === 'string' ? Buffer.from(value) : value)
  }
  return readLaneState(kept)
}

describe('the fields that have changed', () => {
  it('are found without a look at every team and outlet', () => {
    const lane = company(1_000)
    expect(namesOf(takeChangedFields(lane))).toHaveLength(2_000)
    unlisted(lane.peers.teams)
    unlisted(lane.peers.outlets)
    expect(namesOf(takeChangedFields(lane))).toEqual([])
    work(lane, 7)
    expect(namesOf(takeChangedFields(lane))).toEqual(['team:7', 'sampled:7'])
  })

  it('are those of every team and outlet where a week begins, and what is read back has not changed', () => {
    const lane = company(10)
    takeChangedFields(lane)
    fadePeers(lane.peers, MONDAY + HOURS_OF_WEEK)
    const fields = takeChangedFields(lane)
    expect(namesOf(fields)).toHaveLength(20)
    const again = readBack(fields)
    expect([again.peers.teams, again.peers.outlets]).toEqual([lane.peers.teams, lane.peers.outlets])
    expect(namesOf(takeChangedFields(again))).toEqual([])
  })
})

const fullFields = takeChangedFields(fullLane())
const formOfFields = (isOne: (name: string) => boolean): string =>
  formOf(...fullFields.filter(([name]) => isOne(name)).flatMap(([name, value]) => [name, value ?? '']))

const formHint = (version: string) =>
  `fields of another form need a new ${version} (src/core/codec/), with which lanes are marked: then write both here`

describe('the fields of a lane', () => {
  it('have another version whenever they have another form', () => {
    // Sums of other lanes have a version of their own.
    const form = formOfFields((name) => !/^(crowds|others|snapshot:.*)$/.test(name))
    expect([STATE_VERSION, form], formHint('STATE_VERSION')).toEqual([20, '28ce076ded854743'])
  })

  it('have another version in the second pass too', () => {
    const form = formOfFields((name) => /^(clock|tally|crowds|alert:.*)$/.test(name))
    expect([SHARED_VERSION, form], formHint('SHARED_VERSION')).toEqual([5, '513681f0a0d78052'])
  })

  it('have all that it knows', () => {
    const lane = fullLane()
    const fields = takeChangedFields(lane)
    expect(readBack(fields)).toEqual(lane)
  })

  it('have an alert of an earlier version, which did not count what has no known reason, nor name the ring', () => {
    const { unexplainedRecords, ringId, ...earlier } = alert
    const stored: Field[] = takeChangedFields(fullLane()).map(([name, value]) =>
      name === 'alert:A-1' ? [name, JSON.stringify(earlier)] : [name, value],
    )
    expect([unexplainedRecords, ringId]).not.toContain(undefined)
    expect(readBack(stored).alerts.get('A-1')).toEqual({ ...alert, unexplainedRecords: 0, ringId: null })
  })

  it('are told once, but for the clock, the tally and how everybody is', () => {
    const lane = fullLane()
    takeChangedFields(lane)
    expect(takeChangedFields(lane).map(([name]) => name)).toEqual(['clock', 'tally', 'crowds'])
    expect(takeChangedFields(createLaneState()).map(([name]) => name)).toEqual(['clock', 'tally'])
  })

  it('are deleted once where what they had is gone, though other lanes still know of the team', () => {
    const lane = fullLane()
    takeChangedFields(lane)
    fadePeers(lane.peers, MONDAY + 60 * HOURS_OF_WEEK)
    lane.alerts.delete('A-1')
    lane.changedAlerts.add('A-1')
    const deleted = () => takeChangedFields(lane).flatMap(([name, value]) => (value === null ? [name] : []))
    expect(deleted().toSorted()).toEqual([
      'alert:A-1',
      'load:courier',
      'role:courier',
      'sampled:0',
      'sampled:1',
      'sampled:2',
      'sampled:3',
      'sampled:5',
      'tail:volume-burst',
      'tail:volume-burst/courier',
      'team:1',
      'team:3',
      'team:5',
    ])
    useOthersSums(lane.peers, null)
    expect(deleted()).toEqual(['others'])
    expect(deleted()).toEqual([])
  })

  it('are refused where they are damaged, and left alone where they are of others', () => {
    const half = (field: string): ReadonlyMap<string, Uint8Array> =>
      new Map(
        takeChangedFields(fullLane()).flatMap(([name, value]) => {
          if (name !== field || value === null) return []
          const bytes = Buffer.from(value)
          return [[name, bytes.subarray(0, bytes.length / 2)]]
        }),
      )
    for (const field of [
      'clock',
      'tally',
      'role:courier',
      'tail:volume-burst',
      'team:1',
      'others',
      'alert:A-1',
    ])
      expect(codeOf(() => readLaneState(half(field)))).toBe('state_corrupt')
    expect(codeOf(() => keptDays(Buffer.from('{')))).toBe('state_corrupt')
    const ofAnotherVersion = new Map([['others', Uint8Array.of(99)]])
    expect(codeOf(() => readLaneState(ofAnotherVersion))).toBe('state_version_unknown')
    const ofOthers = new Map([
      ['epoch', Buffer.from('7')],
      ['outbox:1', Buffer.from('{')],
    ])
    expect(readLaneState(ofOthers)).toEqual(createLaneState())
  })
})

describe('teams and outlets', () => {
  it('that come back before the store was told are kept', () => {
    const lane = company(1)
    takeChangedFields(lane)
    fadePeers(lane.peers, MONDAY + 9 * HOURS_OF_WEEK)
    work(lane, 1)
    const again = readBack(takeChangedFields(lane))
    expect([again.peers.teams.size, again.peers.outlets.size]).toEqual([1, 1])
  })

  it('of a company of 30,000 outlets have a place each, for whose parcels they handle', () => {
    const { outlets } = company(30_000).peers
    expect(outlets.size).toBe(30_000)
    expect(outlets.get(59_999)?.values[0]).toBe(1)
  })
})
