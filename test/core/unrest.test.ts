import { describe, expect, it } from 'vitest'

import { addToCell, createPeers, tailToTeach, type Peers } from '../../src/core/peers.ts'
import { addDay, ALL_SIGNS } from '../../src/core/tails.ts'
import { hourOfWeek } from '../../src/core/time.ts'
import { noteAtWork, noteSigns, unrestIn } from '../../src/core/unrest.ts'

const DAY = 20_000
const at = (day: number, hour: number): number => day * 24 + hour

/** 1,000 account-days with signs of 1.0 in every fourth of them, and as much work in each hour from 8 to 18. */
const settled = (): Peers => {
  const peers = createPeers()
  for (let day = 0; day < 1_000; day++) addDay(tailToTeach(peers, ALL_SIGNS), day % 4 === 0 ? 1 : 0)
  for (let day = DAY; day < DAY + 7; day++)
    for (let hour = 8; hour < 18; hour++) addToCell(peers.everyone, hourOfWeek(at(day, hour)), 5)
  return peers
}

/** So many at work, with signs of `score` against so many of them. */
const live = (peers: Peers, day: number, atWork: number, signs: { of: number; score: number }): void => {
  for (let each = 0; each < atWork; each++) noteAtWork(peers, day)
  for (let each = 0; each < signs.of; each++) noteSigns(peers, day, 0, signs.score)
}

describe('unrest', () => {
  it('is none before there is anything to compare with, and on a usual day', () => {
    const peers = createPeers()
    live(peers, DAY, 500, { of: 400, score: 2 })
    expect(unrestIn(peers, at(DAY, 17))).toBe(1)
    const usual = settled()
    live(usual, DAY, 500, { of: 125, score: 1 })
    expect(unrestIn(usual, at(DAY, 17))).toBe(1)
  })

  it('grows with what speaks against everybody, to twice', () => {
    const peers = settled()
    live(peers, DAY, 500, { of: 240, score: 1 })
    const some = unrestIn(peers, at(DAY, 17))
    expect(some).toBeGreaterThan(1.3)
    expect(some).toBeLessThan(2)
    live(peers, DAY, 0, { of: 500, score: 5 })
    expect(unrestIn(peers, at(DAY, 17))).toBe(2)
  })

  it('is known by noon: by then half of the day is usually done', () => {
    const peers = settled()
    live(peers, DAY, 500, { of: 120, score: 1 })
    expect(unrestIn(peers, at(DAY, 12))).toBeGreaterThan(1.3)
    expect(unrestIn(peers, at(DAY, 17))).toBe(1)
  })

  it('is not moved by a dozen thieves at once, nor by a few accounts of a small lane', () => {
    const thieves = settled()
    live(thieves, DAY, 500, { of: 125, score: 1 })
    live(thieves, DAY, 0, { of: 12, score: 15 })
    expect(unrestIn(thieves, at(DAY, 17))).toBe(1)
    const small = settled()
    live(small, DAY, 12, { of: 4, score: 1 })
    expect(unrestIn(small, at(DAY, 17))).toBe(1)
  })

  it('counts an account once a day, on its day', () => {
    const peers = settled()
    live(peers, DAY, 500, { of: 125, score: 1 })
    for (let again = 0; again < 500; again++) {
      noteSigns(peers, DAY, 3, 5)
      noteSigns(peers, DAY - 1, 0, 5)
    }
    expect(unrestIn(peers, at(DAY, 17))).toBe(1)
  })

  it('begins anew with the day, and is remembered for the days that end late', () => {
    const peers = settled()
    live(peers, DAY, 500, { of: 240, score: 1 })
    const before = unrestIn(peers, at(DAY, 23))
    live(peers, DAY + 1, 500, { of: 125, score: 1 })
    expect(unrestIn(peers, at(DAY + 1, 17))).toBe(1)
    expect(unrestIn(peers, at(DAY, 17))).toBeCloseTo(before)
  })
})
