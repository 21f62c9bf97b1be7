import { expect, test } from 'vitest'

import { accountId } from '../../src/contract/brands.ts'
import { createAccount } from '../../src/core/account.ts'
import { encodeAccount } from '../../src/core/codec/account-codec.ts'
import { findInStore, spreadNotice } from '../../src/inspect/account-snapshot.ts'
import { createMemoryStore } from '../../src/state/memory.ts'
import { lookUp } from '../core/support/look-ups.ts'
import { createRun } from '../core/support/run.ts'
import { MONDAY_MS } from '../core/support/streams.ts'
import { keepMs, makeStep } from '../state/make-step.ts'

const who = accountId('A-1')

/** What marks a lane of the store as one that has its fields. */
const mark = ['states', Buffer.from('1')] as const

/** Three lanes, each knowing the account as of the time given, or not at all. */
async function given(...seenMs: readonly (number | null)[]) {
  const store = createMemoryStore()
  for (const [lane, occurredAt] of seenMs.entries()) {
    if (occurredAt === null) continue
    const run = createRun([])
    run.take(lookUp(1, { occurredAt }))
    const { epoch } = await store.claim(lane)
    const states = [[who, encodeAccount(run.account('A-1')), keepMs]] as const
    await store.checkpoint(makeStep({ lane, epoch, states, fields: [mark] }))
  }
  return store
}

test('an account is found in whichever lane it is', async () => {
  const found = await findInStore(await given(null, null, MONDAY_MS), 3, who)
  expect(found).toMatchObject({ laneNumber: 2, nextOffset: 10 })
  expect(found?.account.windows.nowMs).toBe(MONDAY_MS)
})

test('of several lanes that know it, the one counts that saw it last', async () => {
  const found = await findInStore(await given(MONDAY_MS, MONDAY_MS + 2, MONDAY_MS + 1), 3, who)
  expect(found).toMatchObject({ laneNumber: 1, otherLanes: [0, 2] })
})

test('where several lanes know it, they are named; where one does, nothing is said', async () => {
  const noticeOf = async (...seenMs: readonly (number | null)[]) => {
    const found = await findInStore(await given(...seenMs), seenMs.length, who)
    return found === null ? null : spreadNotice(who, found)
  }
  expect(await noticeOf(null, MONDAY_MS, null)).toBeNull()
  const notice = await noticeOf(MONDAY_MS, MONDAY_MS + 2, null, MONDAY_MS + 1)
  expect(notice).toContain('Account "A-1" is in lane 1, which saw it last, and also in 0, 3')
  expect(notice).toContain('key the topic by accountId')
})

test('who is in no lane is not found', async () => {
  expect(await findInStore(await given(null, null, null), 3, who)).toBeNull()
})

test('a lane that has lost its fields is refused: it would seem to have no alert', async () => {
  const store = await given(null, MONDAY_MS)
  const withoutFields = {
    ...store,
    peek: async (lane: number, account: string) => {
      const peek = await store.peek(lane, account)
      return peek === null ? null : { ...peek, fields: new Map() }
    },
  }
  await expect(findInStore(withoutFields, 2, who)).rejects.toMatchObject({
    code: 'state_corrupt',
    message: expect.stringContaining('has the offset of lane 1 (10), but has lost its fields'),
  })
})

test('what is found is a copy', async () => {
  const store = await given(MONDAY_MS)
  const first = await findInStore(store, 1, who)
  first?.account.dayScores.fill(9)
  const again = await findInStore(store, 1, who)
  expect(again?.account.dayScores).toEqual(createAccount().dayScores)
})
