import { describe, expect, it } from 'vitest'

import { accountId } from '../../src/contract/brands.ts'
import { createAccount } from '../../src/core/account.ts'
import { createHotAccounts, createSeat, type HotAccounts } from '../../src/pipeline/hot-accounts.ts'

const MEMORY = 100_000

/** One batch of a lane that touches these accounts. */
const use = (hot: HotAccounts, lane: number, ...names: readonly string[]): void => {
  hot.hold(lane)
  const seats = names.map((name) => {
    const id = accountId(name)
    const known = hot.get(lane, id)
    if (known !== undefined) return known
    const seat = createSeat(id)
    seat.account = createAccount()
    hot.put(lane, seat)
    return seat
  })
  hot.release(lane, seats)
}

const has = (hot: HotAccounts, lane: number, name: string): boolean =>
  hot.get(lane, accountId(name)) !== undefined

describe('hot accounts', () => {
  it('stay within their memory, however many there are', () => {
    const hot = createHotAccounts(MEMORY)
    for (let at = 0; at < 1_000; at++) use(hot, at % 3, `a${at}`)
    expect(hot.bytes).toBeLessThanOrEqual(MEMORY)
    expect(hot.bytes).toBeGreaterThan(MEMORY / 4)
  })

  it('keep the account that is used', () => {
    const hot = createHotAccounts(MEMORY)
    for (let at = 0; at < 1_000; at++) use(hot, 0, 'busy', `a${at}`)
    expect(has(hot, 0, 'busy')).toBe(true)
    expect(has(hot, 0, 'a0')).toBe(false)
  })

  it('keep what a batch has in hand, whatever other lanes do meanwhile', () => {
    const hot = createHotAccounts(MEMORY)
    use(hot, 0, 'mine')
    hot.hold(0)
    for (let at = 0; at < 1_000; at++) use(hot, 1, `a${at}`)
    expect(has(hot, 0, 'mine')).toBe(true)
    hot.release(0, [])
  })

  it('are let go where their lane stands still', () => {
    const hot = createHotAccounts(MEMORY)
    use(hot, 0, 'idle')
    for (let at = 0; at < 1_000; at++) use(hot, 1, `a${at}`)
    expect(has(hot, 0, 'idle')).toBe(false)
  })

  it('are forgotten with their lane, and no other', () => {
    const hot = createHotAccounts(Infinity)
    use(hot, 0, 'a')
    use(hot, 1, 'a')
    hot.drop(0)
    expect(has(hot, 0, 'a')).toBe(false)
    expect(has(hot, 1, 'a')).toBe(true)
    expect(hot.size).toBe(1)
  })
})
