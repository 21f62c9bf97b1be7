import * as fc from 'fast-check'
import { expect } from 'vitest'

import { accountId } from '../../src/contract/brands.ts'
import type { Checkpoint, CheckpointResult, OutboxMessage, StateStore } from '../../src/state/store.ts'
import { keepMs, message } from './make-step.ts'

const ids = ['a', 'b', 'c', 'd'].map(accountId)
const names = ['f', 'g', 'h']

/** What one of two owners does; neither ever learns that it has lost the lane. */
const action = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('claim' as const), owner: fc.nat(1) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('step' as const),
      owner: fc.nat(1),
      length: fc.integer({ min: 1, max: 3 }),
      astray: fc.oneof(
        { weight: 9, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) },
      ),
      states: fc.subarray(ids),
      fields: fc.array(fc.tuple(fc.constantFrom(...names), fc.boolean()), { maxLength: 3 }),
      messages: fc.nat(3),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('again' as const), owner: fc.nat(1) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('trim' as const), owner: fc.nat(1), upTo: fc.nat(4) }),
  },
)

type Action = typeof action extends fc.Arbitrary<infer T> ? T : never

/** What the owner believes. */
type Owner = {
  epoch: number
  offset: number | null
  acknowledged: number
  end: number
  last: Checkpoint | null
}

/** Any order of what two owners do gives the answers and the state that the accepted steps alone would give. */
export async function checkInterleavings(store: StateStore, numRuns: number): Promise<void> {
  let lane = 0
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 40 }), async (actions) => {
      lane += 1
      await play(store, lane, actions)
    }),
    { numRuns },
  )
}

async function play(store: StateStore, lane: number, actions: readonly Action[]): Promise<void> {
  const model = createModel()
  const owners: Owner[] = []
  for (const owner of [0, 1]) owners[owner] = await claim(store, lane, model)
  let step = 0
  for (const each of actions) {
    const owner = owners[each.owner]
    if (owner === undefined) throw new Error('there are two')
    step += 1
    switch (each.kind) {
      case 'claim':
        owners[each.owner] = await claim(store, lane, model)
        break
      case 'step':
        owner.last = toCheckpoint(lane, owner, each, step)
        await send(store, model, owner)
        break
      case 'again':
        if (owner.last !== null) await send(store, model, owner)
        break
      case 'trim': {
        const upTo = owner.acknowledged + each.upTo
        await store.trim(lane, owner.epoch, upTo)
        if (model.trim(owner.epoch, upTo)) owner.acknowledged = upTo
        break
      }
    }
  }
  await expectEqual(store, lane, model)
}

async function claim(store: StateStore, lane: number, model: Model): Promise<Owner> {
  const { epoch, offset, outbox, outboxHead } = await store.claim(lane)
  model.claim(epoch)
  expect({ offset, outbox, outboxHead }).toEqual(model.seen())
  return { epoch, offset, acknowledged: outboxHead, end: outboxHead + outbox.length, last: null }
}

async function send(store: StateStore, model: Model, owner: Owner): Promise<void> {
  const { last } = owner
  if (last === null) return
  const result = await store.checkpoint(last)
  expect(result).toEqual(model.step(last))
  if (result.kind !== 'ok') return
  owner.offset = last.nextOffset
  owner.acknowledged = last.acknowledged
  owner.end += last.outbox.length
}

function toCheckpoint(lane: number, owner: Owner, wish: Action & { kind: 'step' }, step: number): Checkpoint {
  const expectedOffset = wish.astray === 0 ? owner.offset : (owner.offset ?? 0) + wish.astray
  return {
    lane,
    epoch: owner.epoch,
    expectedOffset,
    nextOffset: (expectedOffset ?? 0) + wish.length,
    states: wish.states.map((id, at) => [id, Buffer.from(`${id} at ${step}`), keepMs + (at % 2)]),
    fields: wish.fields.map(([name, isSet]) => [name, isSet ? `${name} at ${step}` : null]),
    outbox: Array.from({ length: wish.messages }, (_, i) => message(`${step}.${i}`)),
    acknowledged: Math.min(owner.acknowledged + (step % 2), owner.end),
  }
}

async function expectEqual(store: StateStore, lane: number, model: Model): Promise<void> {
  const states = model.states()
  const claim = await store.claim(lane)
  const { offset, outbox, outboxHead } = claim
  expect({ offset, outbox, outboxHead }).toEqual(model.seen())
  expect(new Map([...claim.fields].map(([name, value]) => [name, value.toString()]))).toEqual(states.fields)
  const loaded = await store.load(lane, ids)
  expect(loaded.map((value) => value?.toString())).toEqual(ids.map((id) => states.accounts.get(id)))
}

type Model = ReturnType<typeof createModel>

/** The rules in other words: a list of accepted steps, from which everything else follows. */
function createModel() {
  const accepted: Checkpoint[] = []
  let epoch = 0
  let forgotten = 0
  const offset = () => accepted.at(-1)?.nextOffset ?? null
  const messages = (): OutboxMessage[] => accepted.flatMap((step) => step.outbox)
  const forget = (upTo: number) => {
    if (upTo <= messages().length) forgotten = Math.max(forgotten, upTo)
  }
  return {
    claim(next: number) {
      expect(next).toBeGreaterThan(epoch)
      epoch = next
    },
    step(step: Checkpoint): CheckpointResult {
      if (step.epoch < epoch) return { kind: 'fenced', epoch }
      if (accepted.at(-1)?.epoch === step.epoch && offset() === step.nextOffset) return { kind: 'applied' }
      if (offset() !== step.expectedOffset) return { kind: 'moved', offset: offset() }
      forget(step.acknowledged)
      accepted.push(step)
      return { kind: 'ok' }
    },
    trim(by: number, upTo: number): boolean {
      const isGood = by === epoch && upTo <= messages().length
      if (isGood) forget(upTo)
      return isGood
    },
    seen: () => ({ offset: offset(), outbox: messages().slice(forgotten), outboxHead: forgotten }),
    states() {
      const accounts = new Map(
        accepted.flatMap((step) => [...step.states].map(([id, value]) => [id, text(value)] as const)),
      )
      const fields = new Map<string, string>()
      for (const [name, value] of accepted.flatMap((step) => [...step.fields])) {
        if (value === null) fields.delete(name)
        else fields.set(name, text(value))
      }
      return { accounts, fields }
    },
  }
}

function text(value: Uint8Array | string): string {
  return Buffer.from(value).toString()
}
