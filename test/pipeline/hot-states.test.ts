import { describe, expect, it } from 'vitest'

import { accountId } from '../../src/contract/brands.ts'
import { createAccount, type Account } from '../../src/core/account.ts'
import { createHotStates, createHotState, type HotStates } from '../../src/pipeline/hot-states.ts'
import { createQueryPass } from '../../src/pipeline/query-pass.ts'

const { bytesOf } = createQueryPass({ decode: () => NOTHING, detectors: [] })
const NOTHING = { kind: 'reject', reject: { reason: 'empty', pointer: null, detail: '' } } as const

const MEMORY = 100_000

/** One batch of a lane that touches these accounts. */
const use = (hot: HotStates<Account>, lane: number, ...names: readonly string[]): void => {
  hot.hold(lane)
  const entries = names.map((name) => {
    const id = accountId(name)
    const known = hot.get(lane, id)
    if (known !== undefined) return known
    const entry = createHotState<Account>(id)
    entry.state = createAccount()
    hot.put(lane, entry)
    return entry
  })
  for (const entry of entries) hot.touch(lane, entry)
  hot.release(lane)
}

const has = (hot: HotStates<Account>, lane: number, name: string): boolean =>
  hot.get(lane, accountId(name)) !== undefined

describe('hot accounts', () => {
  it('stay within their memory, however many there are', () => {
    const hot = createHotStates(MEMORY, bytesOf)
    for (let at = 0; at < 1_000; at++) use(hot, at % 3, `a${at}`)
    expect(hot.bytes).toBeLessThanOrEqual(MEMORY)
    expect(hot.bytes).toBeGreaterThan(MEMORY / 4)
  })

  it('count what was read from the store for duplicates, which touch nothing', () => {
    const hot = createHotStates(MEMORY, bytesOf)
    for (let at = 0; at < 1_000; at++) {
      const entry = createHotState<Account>(accountId(`a${at}`))
      entry.state = createAccount()
      hot.hold(0)
      hot.put(0, entry)
      hot.release(0)
    }
    expect(hot.bytes).toBeLessThanOrEqual(MEMORY)
    expect(hot.bytes).toBe(hot.size * bytesOf(createAccount()))
  })

  it('keep the account that is used', () => {
    const hot = createHotStates(MEMORY, bytesOf)
    for (let at = 0; at < 1_000; at++) use(hot, 0, 'busy', `a${at}`)
    expect(has(hot, 0, 'busy')).toBe(true)
    expect(has(hot, 0, 'a0')).toBe(false)
  })

  it('keep what a batch has in hand, whatever other lanes do meanwhile', () => {
    const hot = createHotStates(MEMORY, bytesOf)
    use(hot, 0, 'mine')
    hot.hold(0)
    for (let at = 0; at < 1_000; at++) use(hot, 1, `a${at}`)
    expect(has(hot, 0, 'mine')).toBe(true)
    hot.release(0)
  })

  it('are let go where their lane stands still', () => {
    const hot = createHotStates(MEMORY, bytesOf)
    use(hot, 0, 'idle')
    for (let at = 0; at < 1_000; at++) use(hot, 1, `a${at}`)
    expect(has(hot, 0, 'idle')).toBe(false)
  })

  it('are forgotten with their lane, and no other', () => {
    const hot = createHotStates(Infinity, bytesOf)
    use(hot, 0, 'a')
    use(hot, 1, 'a')
    hot.drop(0)
    expect(has(hot, 0, 'a')).toBe(false)
    expect(has(hot, 1, 'a')).toBe(true)
    expect(hot.size).toBe(1)
  })
})
