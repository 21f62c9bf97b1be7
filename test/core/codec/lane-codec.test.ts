import { describe, expect, it } from 'vitest'

import type { Account } from '../../../src/core/account.ts'
import { readLaneState, takeChangedFields, type Field } from '../../../src/core/codec/lane-codec.ts'
import { createLaneState, type LaneState } from '../../../src/core/lane-state.ts'
import { fadePeers } from '../../../src/core/peers/fade-peers.ts'
import { noteNearby } from '../../../src/core/peers/nearby.ts'
import { nearbyOf, nearbyToTeach } from '../../../src/core/peers/peers.ts'
import { addToSum } from '../../../src/core/peers/sums.ts'
import { teamToTeach, TeamSum } from '../../../src/core/peers/teams.ts'

const MONDAY = 480_000
const WEEK_HOURS = 168

/** One of the outlet's people ends a day, and had a foreign waybill on it. */
const work = ({ peers }: LaneState, outlet: number): void => {
  const team = teamToTeach(peers, { team: outlet } as Account)
  if (team !== null) addToSum(team, TeamSum.activeDays, 1)
  const nearby = nearbyToTeach(peers, outlet)
  if (nearby !== null) noteNearby(nearby, outlet + 1, outlet + 1)
}

/** A company of so many outlets, whose first week begins now. */
const company = (outlets: number): LaneState => {
  const lane = createLaneState()
  fadePeers(lane.peers, MONDAY)
  for (let outlet = 1; outlet <= outlets; outlet++) work(lane, outlet)
  return lane
}

/** Of teams and outlets. */
const namesOf = (fields: readonly Field[]) =>
  fields.map(([name]) => name).filter((name) => /^(team|nearby):/.test(name))

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
    unlisted(lane.peers.nearby)
    expect(namesOf(takeChangedFields(lane))).toEqual([])
    work(lane, 7)
    expect(namesOf(takeChangedFields(lane))).toEqual(['team:7', 'nearby:7'])
  })

  it('are those of every team and outlet where a week begins, and what is read back has not changed', () => {
    const lane = company(10)
    takeChangedFields(lane)
    fadePeers(lane.peers, MONDAY + WEEK_HOURS)
    const fields = takeChangedFields(lane)
    expect(namesOf(fields)).toHaveLength(20)
    const again = readBack(fields)
    expect([again.peers.teams, again.peers.nearby]).toEqual([lane.peers.teams, lane.peers.nearby])
    expect(namesOf(takeChangedFields(again))).toEqual([])
  })
})

describe('teams and outlets', () => {
  it('that come back before the store was told are kept', () => {
    const lane = company(1)
    takeChangedFields(lane)
    fadePeers(lane.peers, MONDAY + 9 * WEEK_HOURS)
    work(lane, 1)
    const again = readBack(takeChangedFields(lane))
    expect([again.peers.teams.size, again.peers.nearby.size]).toEqual([1, 1])
  })

  it('of a company of 30,000 outlets have a place each, for whose parcels they handle', () => {
    const { peers } = company(30_000)
    expect(nearbyOf(peers, 30_000)?.values[0]).toBe(1)
  })
})
