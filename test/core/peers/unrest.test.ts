import { describe, expect, it } from 'vitest'

import { createPeers, tailToTeach, type Peers } from '../../../src/core/peers/peers.ts'
import { noteAtWork, noteSigns, unrestOf } from '../../../src/core/peers/unrest.ts'
import { addDay, ALL_SIGNS } from '../../../src/core/surprise/tails.ts'

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
    expect(unrestOf(peers)).toBe(0)
    const usual = settled()
    live(usual, DAY, 500, 10)
    expect(unrestOf(usual)).toBe(0)
  })

  it('is the logarithm of how many times more accounts there are than usual', () => {
    const peers = settled()
    live(peers, DAY, 500, 70)
    expect(unrestOf(peers)).toBeCloseTo(Math.log10(75 / 15))
  })

  it('takes off no more than a decade, whatever everybody does', () => {
    const peers = settled()
    live(peers, DAY, 500, 500)
    expect(unrestOf(peers)).toBe(1)
  })

  it('is not moved far by a dozen thieves at once, nor by a few accounts of a small lane', () => {
    const thieves = settled()
    live(thieves, DAY, 500, 22)
    expect(unrestOf(thieves)).toBeLessThan(0.3)
    const small = settled()
    live(small, DAY, 12, 3)
    expect(unrestOf(small)).toBeLessThan(0.2)
  })

  it('counts an account once a day, on its day, and begins anew with the next', () => {
    const peers = settled()
    live(peers, DAY, 500, 10)
    for (let again = 0; again < 500; again++) {
      noteSigns(peers, DAY, 3, 5)
      noteSigns(peers, DAY - 1, 0, 5)
    }
    expect(unrestOf(peers)).toBe(0)
    live(peers, DAY, 0, 60)
    expect(unrestOf(peers)).toBeGreaterThan(0.6)
    live(peers, DAY + 1, 500, 10)
    expect(unrestOf(peers)).toBe(0)
  })
})
