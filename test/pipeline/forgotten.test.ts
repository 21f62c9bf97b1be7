import { expect, it } from 'vitest'

import { detectors } from '../../detectors/index.ts'
import { accountId } from '../../src/contract/brands.ts'
import { DAY_MS } from '../../src/contract/time-units.ts'
import { decodeAccount } from '../../src/core/codec/account-codec.ts'
import { addAccountDay, beginSharedDay, createSharedDay } from '../../src/core/ring/shared-day.ts'
import { createRingPass } from '../../src/pipeline/ring-pass.ts'
import { createMemoryStore } from '../../src/state/memory.ts'
import type { Checkpoint, StateStore } from '../../src/state/store.ts'
import { accountDayOf, MONDAY } from '../core/ring/account-days.ts'
import { parsePolicy } from '../ops/parse-policy.ts'
import { claimAlone } from './claim-alone.ts'
import { event, options, recordOf, timestampMs } from './records.ts'

const policy = parsePolicy('forgetAfterDays: 20', { detectors, tokenKey: options.tokenKey })

/** One look-up a day. */
const recordsOf = (days: readonly number[]) =>
  days.map((day, offset) => {
    const occurredAt = timestampMs + day * DAY_MS
    const value = JSON.stringify({ ...event, eventId: `day ${day}`, occurredAt })
    return { ...recordOf(value, occurredAt), offset }
  })

/** Redis, where the time to live is over at the third reading. */
const createForgetfulStore = (): StateStore => {
  const store = createMemoryStore()
  let readings = 0
  return {
    ...store,
    load: async (lane, keys) => (++readings < 3 ? store.load(lane, keys) : keys.map(() => null)),
  }
}

/** The state that the last of the steps has written. `isRestarted`: nothing is in memory behind a day. */
const stateAfter = async (days: readonly number[], store: StateStore, isRestarted: boolean) => {
  const steps: Checkpoint[] = []
  const watched: StateStore = {
    ...store,
    checkpoint: (step) => {
      steps.push({ ...step, states: [...step.states] })
      return store.checkpoint(step)
    },
  }
  const open = () => claimAlone({ policy: () => policy, store: watched })
  let lane = await open()
  for (const record of recordsOf(days)) {
    await lane.process([record])
    if (isRestarted) lane = await open()
  }
  const [[, bytes] = []] = [...(steps.at(-1)?.states ?? [])]
  return Buffer.from(bytes ?? []).toString('hex')
}

const firstDayOf = (state: string) => {
  const { firstSeenMs } = decodeAccount(Buffer.from(state, 'hex'))
  return Math.round((firstSeenMs - timestampMs) / DAY_MS)
}

it('an account that was away for longer begins anew, whether memory, the store or neither still has it', async () => {
  const days = [0, 1, 22]
  const inMemory = await stateAfter(days, createMemoryStore(), false)
  expect(firstDayOf(inMemory)).toBe(22)
  expect(await stateAfter(days, createMemoryStore(), true)).toBe(inMemory)
  expect(await stateAfter(days, createForgetfulStore(), true)).toBe(inMemory)
})

it('an account that was away for less goes on', async () => {
  const state = await stateAfter([0, 1, 21], createMemoryStore(), true)
  expect(firstDayOf(state)).toBe(0)
})

it('the store keeps an account a week longer than it is known, for what comes late', async () => {
  const store = createMemoryStore()
  const kept: number[] = []
  const checkpoint: StateStore['checkpoint'] = (step) => {
    const states = [...step.states]
    kept.push(...states.map(([, , keepMs]) => keepMs))
    return store.checkpoint({ ...step, states })
  }
  const lane = await claimAlone({ policy: () => policy, store: { ...store, checkpoint } })
  await lane.process(recordsOf([0]))
  expect(kept).toEqual([27 * DAY_MS])
  expect((await store.load(3, [accountId(event.accountId)]))[0]).not.toBeNull()
})

it('the store keeps for days alone what one account alone has shared, for weeks what several have', () => {
  const rings = createRingPass()
  const shared = createSharedDay()
  beginSharedDay(shared, MONDAY)
  const daysAfter = (account: string) => {
    addAccountDay(shared, accountDayOf({ account }))
    return rings.daysKept(policy, shared)
  }
  expect([daysAfter('A-1'), daysAfter('A-1'), daysAfter('A-2')]).toEqual([2, 2, 20])
  const accountDay = accountDayOf({ day: 3 })
  const isForgotten = () => rings.isForgotten(policy, shared, { kind: 'account-day', accountDay })
  expect(isForgotten()).toBe(false)
  shared.hashes.pop()
  expect(isForgotten()).toBe(true)
})
