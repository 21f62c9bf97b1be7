import { describe, expect, it } from 'vitest'

import { detectors } from '../../../detectors/index.ts'
import type { Account } from '../../../src/core/account.ts'
import { createLaneState, type LaneState } from '../../../src/core/lane-state.ts'
import { fadePeers } from '../../../src/core/peers/fade-peers.ts'
import { addUp, ownSums, useOthersSums } from '../../../src/core/peers/peer-sums.ts'
import {
  outletToTeach,
  peerGroup,
  peerSum,
  PeerSum,
  peersToTeach,
  tailToTeach,
  type Peers,
} from '../../../src/core/peers/peers.ts'
import { noteSample } from '../../../src/core/peers/sampled-items.ts'
import { addToSum } from '../../../src/core/peers/sums.ts'
import { teamToTeach, TeamSum } from '../../../src/core/peers/teams.ts'
import { addDay, ALL_SIGNS } from '../../../src/core/surprise/tails.ts'
import { HOURS_OF_WEEK } from '../../../src/core/time.ts'
import { createLaneFields } from '../support/lane-fields.ts'
import { createOffice, workAsUsual } from '../support/office.ts'
import { MONDAY_HOUR } from '../support/streams.ts'

/** One active day of the role, of a team, of an outlet and of a detector. */
const teach = (peers: Peers, role: string, hash: number): void => {
  for (const group of peersToTeach(peers, role)) addToSum(group, PeerSum.activeDays, 1)
  const team = teamToTeach(peers, { team: hash } as Account)
  if (team !== null) addToSum(team, TeamSum.activeDays, 1)
  const sampled = outletToTeach(peers, hash)
  if (sampled !== null) noteSample(sampled, 1, 2)
  addDay(tailToTeach(peers, `volume-burst/${role}`), 1)
}

const laneOf = (...roles: readonly string[]): LaneState => {
  const lane = createLaneState()
  fadePeers(lane.peers, MONDAY_HOUR)
  for (const [at, role] of roles.entries()) teach(lane.peers, role, at * 2 + 1)
  return lane
}

const namesOf = ({ roles, teams, outlets, tails, roleLoads }: Peers) => ({
  roles: [...roles.keys()],
  teams: [...teams.keys()],
  outlets: [...outlets.keys()],
  tails: [...tails.keys()],
  roleLoads: [...roleLoads.keys()],
})

/** After so many weeks nothing is left to speak of one day, where few people work. */
const LONG = 29
/** And after so many in which nobody does. */
const LONG_SILENCE = 10

/** How many account-days are known after so many weeks with as many each. */
const knownAfter = (aWeek: number, weeks: number) => {
  const { peers } = laneOf()
  for (let week = 1; week <= weeks; week++) {
    addToSum(peers.everyone, PeerSum.activeDays, aWeek)
    addDay(tailToTeach(peers, ALL_SIGNS), 1, aWeek)
    fadePeers(peers, MONDAY_HOUR + week * HOURS_OF_WEEK)
  }
  return {
    ofWork: peerSum(peers.everyone, PeerSum.activeDays),
    ofTails: peers.tails.get(ALL_SIGNS)?.values[0],
  }
}

describe('what is known', () => {
  it('is that of about three weeks where many people work, and of ten where few do', () => {
    expect(knownAfter(1_000, 30).ofWork).toBeCloseTo((1_000 * 0.7) / 0.3, -1)
    expect(knownAfter(10, 60).ofWork).toBeCloseTo((10 * 0.9) / 0.1, 0)
  })

  it('is 300 account-days in between', () => {
    for (const aWeek of [50, 80, 120]) expect(knownAfter(aWeek, 30).ofWork).toBeCloseTo(300)
  })

  it('of how rare days are is that of 33 weeks where few people work, up to 3,000 account-days', () => {
    expect(knownAfter(5_000, 30).ofTails).toBeCloseTo((5_000 * 0.7) / 0.3, -2)
    expect(knownAfter(10, 200).ofTails).toBeCloseTo((10 * 0.97) / 0.03, -1)
    for (const aWeek of [200, 500, 1_000]) expect(knownAfter(aWeek, 60).ofTails).toBeCloseTo(3_000)
  })

  it('fades as fast in silence, whoever worked before', () => {
    const { peers } = laneOf()
    addToSum(peers.everyone, PeerSum.activeDays, 100)
    fadePeers(peers, MONDAY_HOUR + 10 * HOURS_OF_WEEK)
    expect(peerSum(peers.everyone, PeerSum.activeDays)).toBeCloseTo(100 * 0.9 * 0.7 ** 9)
  })
})

describe('a group that has faded to next to nothing', () => {
  it('is let go, and one that is still taught is not', () => {
    const { peers } = laneOf('invented', 'courier')
    for (let week = 1; week < LONG; week++) {
      fadePeers(peers, MONDAY_HOUR + week * HOURS_OF_WEEK)
      expect([...peers.roles.keys()]).toEqual(['invented', 'courier'])
      teach(peers, 'courier', 3)
    }
    fadePeers(peers, MONDAY_HOUR + LONG * HOURS_OF_WEEK)
    expect(namesOf(peers)).toEqual({
      roles: ['courier'],
      teams: [3],
      outlets: [3],
      tails: ['volume-burst/courier'],
      roleLoads: [],
    })
  })

  it('is let go in the store too, and may be taught anew before the store is written', () => {
    const lane = laneOf('invented', 'courier')
    const store = createLaneFields()
    store.write(lane)
    expect([...store.fields.keys()].filter((name) => name.includes(':'))).toHaveLength(8)
    fadePeers(lane.peers, MONDAY_HOUR + LONG * HOURS_OF_WEEK)
    teach(lane.peers, 'courier', 3)
    store.write(lane)
    expect([...store.fields.keys()].filter((name) => name.includes(':')).toSorted()).toEqual([
      'role:courier',
      'sampled:3',
      'tail:volume-burst/courier',
      'team:3',
    ])
    expect(namesOf(store.read().peers)).toEqual(namesOf(lane.peers))
    expect(peerSum(peerGroup(store.read().peers, 'courier'), PeerSum.activeDays)).toBe(1)
  })

  it('takes the tails of its role along, of which an hour without waybills has taught more than the role', () => {
    const lane = laneOf('invented')
    addDay(tailToTeach(lane.peers, 'window:hour/invented'), 0, 20)
    addDay(tailToTeach(lane.peers, 'window:hour'), 0, 20)
    const silent = ownSums(lane.peers)
    fadePeers(lane.peers, MONDAY_HOUR + LONG_SILENCE * HOURS_OF_WEEK)
    expect([...lane.peers.tails.keys()]).toEqual(['window:hour'])
    expect([...addUp([silent], { week: silent.week + LONG_SILENCE, teams: new Map() }).tails.keys()]).toEqual(
      ['window:hour'],
    )
  })

  it('leaves the tails of everybody where it is the role of those who have none', () => {
    const { peers } = laneOf('')
    addDay(tailToTeach(peers, 'window:hour'), 0, 20)
    fadePeers(peers, MONDAY_HOUR + LONG_SILENCE * HOURS_OF_WEEK)
    expect([...peers.tails.keys()]).toEqual(['window:hour'])
  })

  it('makes room for another one', () => {
    const { peers } = laneOf(...Array.from({ length: 300 }, (_, at) => `invented-${at}`))
    expect(peersToTeach(peers, 'courier')).toHaveLength(1)
    fadePeers(peers, MONDAY_HOUR + LONG * HOURS_OF_WEEK)
    expect(peersToTeach(peers, 'courier')).toHaveLength(2)
  })

  it('stays as other lanes have taught it, here and in the store, and is no longer handed on', () => {
    const mine = laneOf('clerk')
    const other = laneOf('clerk', 'courier')
    const store = createLaneFields()
    store.write(mine)
    for (let week = 1; week <= LONG; week++) {
      fadePeers(other.peers, MONDAY_HOUR + week * HOURS_OF_WEEK)
      teach(other.peers, 'clerk', 1)
      useOthersSums(mine.peers, addUp([ownSums(other.peers)], mine.peers))
    }
    const { clerk, courier } = Object.fromEntries(ownSums(other.peers).roles)
    expect(courier).toBeUndefined()
    expect(peerGroup(mine.peers, 'clerk').values).toEqual(clerk)
    expect([...mine.peers.roles.keys()]).toEqual(['clerk'])
    expect(namesOf(store.read().peers).roles).toEqual(['clerk'])
    store.write(mine)
    expect(store.fields.has('role:clerk')).toBe(false)
    expect([...ownSums(mine.peers).roles]).toEqual([])
    expect(store.read().peers.roles).toEqual(mine.peers.roles)
  })

  it('of a lane that has long been silent takes no room in the others', () => {
    const silent = ownSums(laneOf('invented').peers)
    expect([
      ...addUp([silent], { week: silent.week + LONG_SILENCE - 1, teams: new Map() }).roles.keys(),
    ]).toEqual(['invented'])
    const { roles, teams, tails } = addUp([silent], { week: silent.week + LONG_SILENCE, teams: new Map() })
    expect([roles.size, teams.size, tails.size]).toEqual([0, 0, 0])
  })

  it('is forgotten where people work on, with its load', () => {
    const office = createOffice(detectors)
    office.work('A-new', 'invented', { day: 0, hour: 9, waybills: 3, outletId: 'O-invented' })
    workAsUsual(office, { days: 5, courier: 2, clerk: 2 })
    office.work('A-new', 'courier', { day: 4, hour: 12, waybills: 3 })
    expect([...office.run.lane.peers.roleLoads.keys()]).toContain('invented')
    // An hour and a day are known of it.
    for (let week = 1; week < 40; week++)
      workAsUsual(office, { from: week * 7, days: 1, courier: 2, clerk: 2 })
    const { roles, roleLoads, teams } = office.run.lane.peers
    expect([...roles.keys()].toSorted()).toEqual(['clerk', 'courier'])
    expect([...roleLoads.keys()].toSorted()).toEqual(['clerk', 'courier'])
    expect(teams.size).toBe(2)
    const kept = [...office.run.store()]
    office.run.restart()
    expect([...office.run.store()]).toEqual(kept)
    expect(kept.filter(([name]) => /invented|^load:/.test(name)).map(([name]) => name)).toEqual([
      'load:clerk',
      'load:courier',
    ])
  })
})
