import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createAccount } from '../../../src/core/account.ts'
import { decodePeerSums, encodePeerSums } from '../../../src/core/codec/peer-sums-codec.ts'
import { createLaneState } from '../../../src/core/lane-state.ts'
import { fadePeers } from '../../../src/core/peers/fade-peers.ts'
import { isSettled } from '../../../src/core/peers/log-age.ts'
import {
  addUp,
  othersSums,
  ownSums,
  useOthersSums,
  type PeerSums,
} from '../../../src/core/peers/peer-sums.ts'
import {
  createPeers,
  MOST_ROLES,
  PEER_VALUES,
  peerGroup,
  peerSum,
  PeerSum,
  peersToTeach,
  tailToTeach,
  type Peers,
} from '../../../src/core/peers/peers.ts'
import { addToSum } from '../../../src/core/peers/sums.ts'
import { createTeam, MOST_TEAMS, TEAM_VALUES, teamToTeach, TeamSum } from '../../../src/core/peers/teams.ts'
import { addDay, ALL_SIGNS, TAIL_VALUES } from '../../../src/core/surprise/tails.ts'
import { HOURS_OF_WEEK } from '../../../src/core/time.ts'
import { formOf } from '../support/form-of.ts'
import { createLaneFields } from '../support/lane-fields.ts'
import { MONDAY_HOUR, SEED } from '../support/streams.ts'

/** A lane whose role had so many active days, learnt at the hour. */
const laneOf = (role: string, days: number, hour = MONDAY_HOUR): Peers => {
  const peers = createPeers()
  fadePeers(peers, hour)
  for (const group of peersToTeach(peers, role)) addToSum(group, PeerSum.activeDays, days)
  for (let each = 0; each < days; each++) addDay(tailToTeach(peers, `volume-burst/${role}`), 1)
  return peers
}

/** A lane with so many active days of each team. */
const withTeams = (days: Readonly<Record<number, number>>): Peers => {
  const peers = laneOf('courier', 1)
  for (const [hash, each] of Object.entries(days)) {
    const team = createTeam()
    addToSum(team, TeamSum.activeDays, each)
    peers.teams.set(Number(hash), team)
  }
  return peers
}

const daysOf = (peers: Peers, role: string): number => peerSum(peerGroup(peers, role), PeerSum.activeDays)
const take = (peers: Peers, ...others: readonly Peers[]): void =>
  useOthersSums(peers, addUp(others.map(ownSums), peers))

describe('what other lanes have taught', () => {
  it('does not replace a tail that has become empty before the store knows', () => {
    const mine = createPeers()
    const tail = tailToTeach(mine, ALL_SIGNS)
    addDay(tail, 1)
    addDay(tail, 1, -1)
    take(mine, laneOf('courier', 1))
    expect(mine.tails.get(ALL_SIGNS)?.isChanged).toBe(true)
  })

  it('is read beside the own, role by role and for everyone', () => {
    const mine = laneOf('courier', 5)
    take(mine, laneOf('courier', 7), laneOf('clerk', 11))
    expect([daysOf(mine, 'courier'), daysOf(mine, 'clerk')]).toEqual([12, 11])
    expect(peerSum(mine.everyone, PeerSum.activeDays)).toBe(23)
    expect(mine.tails.get('volume-burst/courier')?.values[0]).toBe(12)
    expect(mine.tails.get('volume-burst/clerk')?.values[0]).toBe(11)
  })

  it('is read of teams too, own ones first, and no more of them than a lane may have', () => {
    const mine = withTeams({ 7: 3 })
    take(mine, withTeams({ 7: 4, 8: 5 }))
    expect(mine.teams.get(7)?.values[TeamSum.activeDays]).toBe(7)
    expect(mine.teams.get(8)?.values[TeamSum.activeDays]).toBe(5)
    expect([...ownSums(mine).teams.keys()]).toEqual([7])
    take(
      mine,
      withTeams(Object.fromEntries(Array.from({ length: MOST_TEAMS + 9 }, (_, at) => [at + 100, at + 1]))),
    )
    expect(mine.teams.size).toBeGreaterThan(MOST_TEAMS / 2)
    expect(mine.teams.size).toBeLessThanOrEqual(MOST_TEAMS)
    expect([mine.teams.has(7), mine.teams.has(8)]).toEqual([true, false])
  })

  it('leaves room for the roles and teams that the lane itself is to meet, and comes back from the store as it was', () => {
    const lane = createLaneState()
    const others = [
      withTeams(Object.fromEntries(Array.from({ length: MOST_TEAMS + 9 }, (_, at) => [at + 100, at + 1]))),
      ...Array.from({ length: 300 }, (_, each) => laneOf(`role-${each}`, each + 1)),
    ]
    take(lane.peers, ...others)
    expect(peersToTeach(lane.peers, 'mine')).toHaveLength(2)
    for (let hash = 1; hash < 20; hash++) {
      const team = teamToTeach(lane.peers, { ...createAccount(), team: hash })
      expect(team).not.toBeNull()
      if (team !== null) addToSum(team, TeamSum.activeDays, 1)
    }
    for (const group of peersToTeach(lane.peers, 'mine')) addToSum(group, PeerSum.activeDays, 1)
    const kept = createLaneFields()
    kept.write(lane)
    const again = kept.read().peers
    const namesOf = ({ roles, teams, tails }: Peers) => ({
      roles: new Set(roles.keys()),
      teams: new Set(teams.keys()),
      tails: new Set(tails.keys()),
    })
    expect(namesOf(again)).toEqual(namesOf(lane.peers))
  })

  it('is added up of no more teams than a lane may have, however many lanes there are', () => {
    const mine = withTeams({ 7: 3 })
    const lanes = Array.from({ length: 4 }, (_, at) =>
      withTeams(
        Object.fromEntries(Array.from({ length: 2_000 }, (_each, team) => [at * 2_000 + team, team + 1])),
      ),
    )
    const { teams } = addUp(lanes.map(ownSums), mine)
    expect(teams.size).toBe((MOST_TEAMS * 7) / 8)
    expect([7, 1_999, 7_999, 2_000].map((hash) => teams.has(hash))).toEqual([true, true, true, false])
    const full = withTeams(Object.fromEntries(Array.from({ length: MOST_TEAMS }, (_, at) => [at + 7_000, 1])))
    expect(addUp(lanes.map(ownSums), full).teams.size).toBe(1_000)
  })

  it('is not handed on as the own', () => {
    const mine = laneOf('courier', 5)
    const before = encodePeerSums(ownSums(mine))
    take(mine, laneOf('courier', 7), laneOf('clerk', 11))
    expect(encodePeerSums(ownSums(mine))).toEqual(before)
  })

  it('is replaced by what comes after', () => {
    const mine = laneOf('courier', 5)
    take(mine, laneOf('clerk', 11))
    take(mine, laneOf('courier', 7))
    expect([daysOf(mine, 'courier'), mine.roles.has('clerk'), mine.tails.has('volume-burst/clerk')]).toEqual([
      12,
      false,
      false,
    ])
    useOthersSums(mine, null)
    expect(daysOf(mine, 'courier')).toBe(5)
  })

  it('is taken back in the store too where a week begins before the next checkpoint', () => {
    const mine = laneOf('courier', 5)
    take(mine, laneOf('clerk', 11))
    useOthersSums(mine, null)
    fadePeers(mine, MONDAY_HOUR + HOURS_OF_WEEK)
    expect([othersSums(mine), mine.isOthersChanged]).toEqual([null, true])
  })

  it.each([
    [1_000, 0.7],
    [10, 0.9],
  ])('of %s days has faded as much as if the lane itself had taught it', (days, left) => {
    const mine = laneOf('courier', days, MONDAY_HOUR + HOURS_OF_WEEK)
    take(mine, laneOf('courier', days))
    expect(daysOf(mine, 'courier')).toBeCloseTo(days + days * left)
    fadePeers(mine, MONDAY_HOUR + 2 * HOURS_OF_WEEK)
    expect(daysOf(mine, 'courier')).toBeCloseTo((days + days * left) * left)
    const behind = laneOf('courier', days)
    take(behind, laneOf('courier', days, MONDAY_HOUR + HOURS_OF_WEEK))
    expect(daysOf(behind, 'courier')).toBeCloseTo(days + days * left)
  })

  it('of how rare days are fades more slowly, as if the lane itself had taught it', () => {
    const tailed = (hour: number): Peers => {
      const peers = laneOf('courier', 1_000, hour)
      addDay(tailToTeach(peers, ALL_SIGNS), 1, 1_000)
      return peers
    }
    const known = ({ tails }: Peers) => tails.get('volume-burst/courier')?.values[0]
    const mine = tailed(MONDAY_HOUR + HOURS_OF_WEEK)
    take(mine, tailed(MONDAY_HOUR))
    expect(known(mine)).toBeCloseTo(1_970)
    const own = tailed(MONDAY_HOUR)
    fadePeers(own, MONDAY_HOUR + HOURS_OF_WEEK)
    expect(known(own)).toBeCloseTo(970)
  })

  it('lets a new lane of a known company believe what it is told', () => {
    const mine = createPeers()
    const settledAt = (hour: number) => isSettled(mine, 'courier', hour)
    expect(settledAt(MONDAY_HOUR + 100)).toBe(false)
    take(mine, laneOf('courier', 50))
    expect([settledAt(MONDAY_HOUR + 47), settledAt(MONDAY_HOUR + 100)]).toEqual([false, true])
  })

  it('is known since the first of them began, and one that has taught nothing itself began never', () => {
    const known = laneOf('courier', 50)
    const idle = createPeers()
    take(idle, known)
    const mine = createPeers()
    take(mine, known, idle)
    expect([ownSums(idle).week, mine.othersFirstHour]).toEqual([-1, MONDAY_HOUR])
    // As it is then, the store has it as faded as the memory.
    mine.isOthersChanged = false
    fadePeers(mine, MONDAY_HOUR + HOURS_OF_WEEK)
    expect(mine.isOthersChanged).toBe(true)
  })

  it('brings no more roles than one lane may have, the own and the busiest first', () => {
    const mine = laneOf('mine', 1)
    const others = Array.from({ length: 300 }, (_, each) => laneOf(`role-${each}`, each + 1))
    take(mine, ...others)
    expect(mine.roles.size).toBeGreaterThan(MOST_ROLES / 2)
    expect(mine.roles.size).toBeLessThanOrEqual(MOST_ROLES)
    expect([...mine.tails.keys()].filter((name) => name.includes('/'))).toHaveLength(mine.roles.size)
    expect([daysOf(mine, 'mine'), daysOf(mine, 'role-299'), daysOf(mine, 'role-0')]).toEqual([1, 300, 0])
  })
})

const sparse = (length: number) =>
  fc
    .array(fc.tuple(fc.nat(length - 1), fc.double({ noNaN: true, noDefaultInfinity: true })), {
      maxLength: 12,
    })
    .map((cells) => {
      const values = new Float64Array(length)
      for (const [at, value] of cells) values[at] = value + 0 // there is no -0 in what is written
      return values
    })
const named = (length: number) =>
  fc
    .dictionary(fc.string({ maxLength: 12 }), sparse(length), { maxKeys: 5 })
    .map((all) => new Map(Object.entries(all)))
const numbered = (length: number) =>
  fc.array(fc.tuple(fc.integer(), sparse(length)), { maxLength: 5 }).map((all) => new Map(all))
const peerSums: fc.Arbitrary<PeerSums> = fc.record({
  week: fc.integer({ min: -1, max: 5_000 }),
  firstHour: fc.integer({ min: -1, max: 500_000 }),
  everyone: sparse(PEER_VALUES),
  roles: named(PEER_VALUES),
  teams: numbered(TEAM_VALUES),
  tails: named(TAIL_VALUES),
})

const FORM_HINT =
  'sums of another form need a new PEER_SUMS_VERSION (src/core/codec/peer-sums-codec.ts): then write both here'

describe('encoded sums', () => {
  it('have another version whenever they have another form', () => {
    const bytes = encodePeerSums(ownSums(withTeams({ 7: 3 })))
    expect([bytes[0], formOf(bytes)], FORM_HINT).toEqual([4, '02f789bb6f144253'])
  })

  it('come back as they were', () => {
    fc.assert(
      fc.property(peerSums, (sums) => {
        expect(decodePeerSums(encodePeerSums(sums))).toEqual(sums)
      }),
      { seed: SEED },
    )
  })

  it('have room for names of the longest and numbers none of which is 0', () => {
    const full = (length: number) => new Float64Array(length).fill(0.1)
    const none = { everyone: full(PEER_VALUES), roles: new Map(), teams: new Map(), tails: new Map() }
    const name = '\uffff'.repeat(500)
    for (const some of [
      { roles: new Map([[name, full(PEER_VALUES)]]) },
      { teams: new Map([[-(2 ** 31), full(TEAM_VALUES)]]) },
      { tails: new Map([[name, full(TAIL_VALUES)]]) },
    ]) {
      const sums: PeerSums = { ...none, ...some, week: 5_000, firstHour: 500_000 }
      expect(decodePeerSums(encodePeerSums(sums))).toEqual(sums)
    }
  })

  it('are the same bytes in whatever order the roles came', () => {
    fc.assert(
      fc.property(peerSums, (sums) => {
        const turned = (all: PeerSums['roles']) => new Map([...all].toReversed())
        const other = { ...sums, roles: turned(sums.roles), tails: turned(sums.tails) }
        expect(encodePeerSums(other)).toEqual(encodePeerSums(sums))
      }),
      { seed: SEED },
    )
  })

  it('of another version, or damaged, are named as such', () => {
    const bytes = encodePeerSums(ownSums(laneOf('courier', 3)))
    expect(() => decodePeerSums(Uint8Array.of(9, ...bytes.slice(1)))).toThrow(/Version 9 of a lane's peers/)
    expect(() => decodePeerSums(bytes.slice(0, -3))).toThrow(/cannot be read/)
    expect(() => decodePeerSums(Uint8Array.of(...bytes, 0))).toThrow(/cannot be read/)
    const none = encodePeerSums(ownSums(createPeers()))
    const endless = Uint8Array.of(...none.slice(0, -1), 0xff, 0xff, 0xff, 0xff, 0x7f)
    expect(() => decodePeerSums(endless)).toThrow(/cannot be read/)
  })
})
