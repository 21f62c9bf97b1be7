import { describe, expect, it } from 'vitest'

import { createPeers, tailToTeach, type Peers } from '../../src/core/peers.ts'
import { addDay, ALL_SIGNS } from '../../src/core/tails.ts'
import { noteAtWork, noteSigns, unrestOn } from '../../src/core/unrest.ts'

const DAY = 20_000

/** 1,000 account-days, two in a hundred of them with much against the account. */
const settled = (): Peers => {
  const peers = createPeers()
  for (let day = 0; day < 1_000; day++) addDay(tailToTeach(peers, ALL_SIGNS), day % 50 === 0 ? 2 : 0)
  return peers
}

/** So many at work, against so many of whom something speaks. */
const live = (peers: Peers, day: number, atWork: number, notable: number): void => {
  for (let each = 0; each < atWork; each++) noteAtWork(peers, day)
  for (let each = 0; each < notable; each++) noteSigns(peers, day, 0, 3)
}

describe('unrest', () => {
  it('is none before there is anything to compare with, and on a usual day', () => {
    const peers = createPeers()
    live(peers, DAY, 500, 100)
    expect(unrestOn(peers, DAY)).toBe(0)
    const usual = settled()
    live(usual, DAY, 500, 10)
    expect(unrestOn(usual, DAY)).toBe(0)
  })

  it('is the logarithm of how many more accounts there are than usual', () => {
    const peers = settled()
    live(peers, DAY, 500, 70)
    expect(unrestOn(peers, DAY)).toBeCloseTo(Math.log10(75 / 15))
  })

  it('takes off no more than a decade, whatever everybody does', () => {
    const peers = settled()
    live(peers, DAY, 500, 500)
    expect(unrestOn(peers, DAY)).toBe(1)
  })

  it('is not moved far by a dozen thieves at once, nor by a few accounts of a small lane', () => {
    const thieves = settled()
    live(thieves, DAY, 500, 22)
    expect(unrestOn(thieves, DAY)).toBeLessThan(0.3)
    const small = settled()
    live(small, DAY, 12, 3)
    expect(unrestOn(small, DAY)).toBeLessThan(0.2)
  })

  it('counts an account once a day, on its day', () => {
    const peers = settled()
    live(peers, DAY, 500, 10)
    for (let again = 0; again < 500; again++) {
      noteSigns(peers, DAY, 3, 5)
      noteSigns(peers, DAY - 1, 0, 5)
    }
    expect(unrestOn(peers, DAY)).toBe(0)
  })

  it('begins anew with the day, and is remembered for the days that end late', () => {
    const peers = settled()
    live(peers, DAY, 500, 70)
    const before = unrestOn(peers, DAY)
    live(peers, DAY + 1, 500, 10)
    expect(unrestOn(peers, DAY + 1)).toBe(0)
    expect(unrestOn(peers, DAY)).toBeCloseTo(before)
    noteAtWork(peers, DAY)
    expect(unrestOn(peers, DAY + 1)).toBe(0)
  })
})
