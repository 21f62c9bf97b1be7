import { beforeAll, describe, expect, it } from 'vitest'

import { accountId } from '../../src/contract/brands.ts'
import type { Checkpoint, StateStore } from '../../src/state/store.ts'
import { account, keepMs, makeStep, message } from './make-step.ts'

/** What every store promises. `open` gives one without any state; lanes keep the tests apart. */
export function storeContract(open: () => Promise<StateStore>): void {
  let store: StateStore
  let newest = 0
  beforeAll(async () => {
    store = await open()
  })

  /** Claims a lane that has no history. */
  const claimNew = async () => {
    newest += 1
    const lane = newest
    const { epoch } = await store.claim(lane)
    const step = (more: Partial<Checkpoint> = {}) => makeStep({ lane, epoch, ...more })
    return { lane, epoch, step }
  }
  const loadText = async (of: number, ...ids: string[]) => {
    const values = await store.load(of, ids.map(accountId))
    return values.map((value) => value?.toString() ?? null)
  }

  describe('a claim', () => {
    it('finds nothing in a lane without history', async () => {
      const claim = await store.claim(1000)
      expect(claim).toMatchObject({ offset: null, outbox: [], outboxHead: 0 })
      expect(claim.fields.size).toBe(0)
      expect(await store.load(1000, [accountId('a')])).toEqual([null])
    })

    it('has a higher epoch than every claim before', async () => {
      const { lane, epoch } = await claimNew()
      const second = await store.claim(lane)
      const third = await store.claim(lane)
      expect(second.epoch).toBeGreaterThan(epoch)
      expect(third.epoch).toBeGreaterThan(second.epoch)
      expect(Number.isSafeInteger(third.epoch)).toBe(true)
    })

    it('is known by its epoch until the next, with the offset that was written last', async () => {
      const { lane, epoch } = await claimNew()
      expect(await store.standOf(lane)).toEqual({ epoch, offset: null })
      await store.checkpoint(makeStep({ lane, epoch, expectedOffset: null, nextOffset: 7 }))
      expect(await store.standOf(lane)).toEqual({ epoch, offset: 7 })
      const next = await store.claim(lane)
      expect(await store.standOf(lane)).toEqual({ epoch: next.epoch, offset: 7 })
      expect(await store.standOf(4000)).toEqual({ epoch: 0, offset: null })
    })

    it('reads what the last owner left', async () => {
      const { lane, step } = await claimNew()
      await store.checkpoint(
        step({ states: [account('a', 'A')], fields: [['peers', 'P']], outbox: [message('m')] }),
      )
      const claim = await store.claim(lane)
      expect(claim).toMatchObject({ offset: 10, outbox: [message('m')], outboxHead: 0 })
      expect(claim.fields).toEqual(new Map([['peers', Buffer.from('P')]]))
      expect(await loadText(lane, 'a')).toEqual(['A'])
    })

    it('concerns its own lane only', async () => {
      const first = await claimNew()
      const other = await claimNew()
      await store.claim(other.lane)
      expect(await store.checkpoint(first.step({ states: [account('a', 'A')] }))).toEqual({ kind: 'ok' })
      expect(await loadText(other.lane, 'a')).toEqual([null])
      expect((await store.claim(other.lane)).offset).toBeNull()
    })
  })

  describe('a peek', () => {
    it('sees an account with its lane, and does not disturb the owner', async () => {
      const { lane, step } = await claimNew()
      const next = { states: [account('a', 'A')], fields: [['peers', 'P']] } as const
      await store.checkpoint(step({ ...next, outbox: [message('m')] }))
      expect(await store.peek(lane, accountId('a'))).toEqual({
        account: Buffer.from('A'),
        offset: 10,
        fields: new Map([['peers', Buffer.from('P')]]),
      })
      expect(await store.checkpoint(step({ expectedOffset: 10 }))).toEqual({ kind: 'ok' })
      expect(await store.claim(lane)).toMatchObject({ offset: 20, outbox: [message('m')] })
    })

    it('knows who is not there', async () => {
      const { lane, step } = await claimNew()
      await store.checkpoint(step({ states: [account('a', 'A')] }))
      expect(await store.peek(lane, accountId('b'))).toBeNull()
      expect(await store.peek(2000, accountId('a'))).toBeNull()
      expect((await store.claim(2000)).offset).toBeNull()
    })
  })

  describe('the fields of a lane', () => {
    it('are read in the order asked, null where there is none, and without disturbing the owner', async () => {
      const { lane, step } = await claimNew()
      const bytes = Buffer.from([0, 255, 10, 13])
      await store.checkpoint(
        step({
          fields: [
            ['peers', 'P'],
            ['é 漢', bytes],
          ],
        }),
      )
      expect(await store.readFields(lane, ['é 漢', 'x', 'peers', 'é 漢'])).toEqual([
        bytes,
        null,
        Buffer.from('P'),
        bytes,
      ])
      expect(await store.readFields(lane, [])).toEqual([])
      expect(await store.checkpoint(step({ expectedOffset: 10, fields: [['peers', null]] }))).toEqual({
        kind: 'ok',
      })
      expect(await store.readFields(lane, ['peers'])).toEqual([null])
    })

    it('are not there where the lane is not, and do not bring it about', async () => {
      expect(await store.readFields(3000, ['peers'])).toEqual([null])
      expect((await store.claim(3000)).offset).toBeNull()
    })
  })

  describe('a step', () => {
    it('is refused once another has claimed the lane, and leaves nothing behind', async () => {
      const { lane, step } = await claimNew()
      await store.checkpoint(step({ states: [account('a', 'before')], fields: [['f', 'before']] }))
      const { epoch } = await store.claim(lane)
      const zombie = step({
        expectedOffset: 10,
        states: [account('a', 'after')],
        fields: [['f', 'after']],
        outbox: [message('after')],
      })
      expect(await store.checkpoint(zombie)).toEqual({ kind: 'fenced', epoch })
      await expectUntouched(lane, 10)
    })

    it.for([
      ['behind', 0],
      ['ahead', 20],
    ] as const)('is refused where it expects an offset %s of the stored one', async ([, expectedOffset]) => {
      const { lane, step } = await claimNew()
      await store.checkpoint(step({ states: [account('a', 'before')], fields: [['f', 'before']] }))
      const astray = step({
        expectedOffset,
        nextOffset: expectedOffset + 5,
        states: [account('a', 'after')],
        fields: [['f', 'after']],
        outbox: [message('after')],
      })
      expect(await store.checkpoint(astray)).toEqual({ kind: 'moved', offset: 10 })
      await expectUntouched(lane, 10)
    })

    const expectUntouched = async (lane: number, offset: number) => {
      const claim = await store.claim(lane)
      expect(claim.offset).toBe(offset)
      expect(claim.fields.get('f')?.toString()).toBe('before')
      expect(claim.outbox).toEqual([])
      expect(await loadText(lane, 'a')).toEqual(['before'])
    }

    it('is refused where it expects history and there is none, or the reverse', async () => {
      const { step } = await claimNew()
      expect(await store.checkpoint(step({ expectedOffset: 5 }))).toEqual({ kind: 'moved', offset: null })
      expect(await store.checkpoint(step({ nextOffset: 3 }))).toEqual({ kind: 'ok' })
      expect(await store.checkpoint(step({ nextOffset: 4 }))).toEqual({ kind: 'moved', offset: 3 })
    })

    it('is known again when it comes twice, and written once', async () => {
      const { lane, step } = await claimNew()
      const same = step({ states: [account('a', 'A')], outbox: [message('m')] })
      expect(await store.checkpoint(same)).toEqual({ kind: 'ok' })
      expect(await store.checkpoint(same)).toEqual({ kind: 'applied' })
      expect((await store.claim(lane)).outbox).toEqual([message('m')])
    })

    it("does not pass for another owner's step to the same offset", async () => {
      const { lane, step } = await claimNew()
      await store.checkpoint(step())
      const { epoch } = await store.claim(lane)
      expect(await store.checkpoint(makeStep({ lane, epoch }))).toEqual({ kind: 'moved', offset: 10 })
    })

    it('may touch nothing but the offset', async () => {
      const { lane, step } = await claimNew()
      expect(await store.checkpoint(step())).toEqual({ kind: 'ok' })
      expect(await store.checkpoint(step({ expectedOffset: 10, nextOffset: 11 }))).toEqual({ kind: 'ok' })
      expect((await store.claim(lane)).offset).toBe(11)
    })

    it('must lead on', async () => {
      const { step } = await claimNew()
      await expect(store.checkpoint(step({ expectedOffset: 10, nextOffset: 10 }))).rejects.toThrow(RangeError)
      await expect(store.checkpoint(step({ expectedOffset: 10, nextOffset: 9 }))).rejects.toThrow(
        /beyond offset 10/,
      )
    })

    it('takes offsets as large as Kafka has them', async () => {
      const { lane, step } = await claimNew()
      const offset = 2 ** 52 + 1
      expect(await store.checkpoint(step({ nextOffset: offset }))).toEqual({ kind: 'ok' })
      expect(await store.checkpoint(step({ expectedOffset: offset, nextOffset: offset + 1 }))).toEqual({
        kind: 'ok',
      })
      expect((await store.claim(lane)).offset).toBe(offset + 1)
    })

    it('takes ten thousand accounts, fields and messages', async () => {
      const { lane, step } = await claimNew()
      const numbers = Array.from({ length: 10_000 }, (_, i) => i)
      const value = (i: number) => Buffer.alloc(300, `${i} `)
      const result = await store.checkpoint(
        step({
          states: numbers.map((i) => [accountId(`account-${i}`), value(i), keepMs + (i % 2)]),
          fields: numbers.map((i) => [`field-${i}`, value(i)]),
          outbox: numbers.map((i) => message(`message ${i}`)),
        }),
      )
      expect(result).toEqual({ kind: 'ok' })
      const loaded = await store.load(
        lane,
        numbers.map((i) => accountId(`account-${i}`)),
      )
      expect(loaded.every((bytes, i) => bytes?.equals(value(i)))).toBe(true)
      const claim = await store.claim(lane)
      expect(numbers.every((i) => claim.fields.get(`field-${i}`)?.equals(value(i)))).toBe(true)
      expect(claim.outbox.map((each) => each.value)).toEqual(numbers.map((i) => `message ${i}`))
    })
  })

  describe('what is stored', () => {
    const everyByte = Buffer.from(Array.from({ length: 256 }, (_, i) => i))

    it('comes back byte for byte', async () => {
      const { lane, step } = await claimNew()
      const view = new Uint8Array(everyByte.buffer, everyByte.byteOffset + 3, 200)
      await store.checkpoint(
        step({
          states: [
            [accountId('all'), everyByte, keepMs],
            [accountId('none'), Buffer.alloc(0), keepMs],
            [accountId('view'), view, keepMs],
          ],
          fields: [
            ['all', everyByte],
            ['none', ''],
            ['text', 'é \u0000 漢'],
            ['view', view],
          ],
        }),
      )
      const loaded = await store.load(lane, ['all', 'none', 'view'].map(accountId))
      expect(loaded).toEqual([everyByte, Buffer.alloc(0), Buffer.from(view)])
      expect((await store.claim(lane)).fields).toEqual(
        new Map([
          ['all', everyByte],
          ['none', Buffer.alloc(0)],
          ['text', Buffer.from('é \u0000 漢')],
          ['view', Buffer.from(view)],
        ]),
      )
    })

    it('does not change with the bytes it was made from', async () => {
      const { lane, step } = await claimNew()
      const bytes = Buffer.from('mine')
      await store.checkpoint(step({ states: [[accountId('a'), bytes, keepMs]], fields: [['f', bytes]] }))
      bytes.fill(0)
      expect(await loadText(lane, 'a')).toEqual(['mine'])
      expect((await store.claim(lane)).fields.get('f')?.toString()).toBe('mine')
    })

    it('is found under any account name', async () => {
      const { lane, step } = await claimNew()
      const ids = ['a b', 'a:b', '}{', '漢字', 'line\nbreak', 'x'.repeat(200), 'meta']
      await store.checkpoint(step({ states: ids.map((id) => account(id, `state of ${id}`)) }))
      expect(await loadText(lane, ...ids)).toEqual(ids.map((id) => `state of ${id}`))
    })

    it('is loaded in the order asked, null where there is none', async () => {
      const { lane, step } = await claimNew()
      await store.checkpoint(step({ states: [account('a', 'A'), account('b', 'B')] }))
      expect(await loadText(lane, 'b', 'x', 'a', 'b')).toEqual(['B', null, 'A', 'B'])
      expect(await store.load(lane, [])).toEqual([])
    })

    it('is the last word on a field that a step names twice', async () => {
      const { lane, step } = await claimNew()
      await store.checkpoint(
        step({
          fields: [
            ['f', null],
            ['f', 'set'],
            ['g', 'set'],
            ['g', null],
          ],
        }),
      )
      expect((await store.claim(lane)).fields).toEqual(new Map([['f', Buffer.from('set')]]))
    })

    it('is replaced by the next step, and a field deleted by null', async () => {
      const { lane, step } = await claimNew()
      await store.checkpoint(
        step({
          states: [account('a', 'A'), account('b', 'B')],
          fields: [
            ['f', '1'],
            ['g', '1'],
          ],
        }),
      )
      const next = step({
        expectedOffset: 10,
        states: [account('a', 'AA')],
        fields: [
          ['f', null],
          ['g', '2'],
          ['never there', null],
        ],
      })
      expect(await store.checkpoint(next)).toEqual({ kind: 'ok' })
      expect(await loadText(lane, 'a', 'b')).toEqual(['AA', 'B'])
      expect((await store.claim(lane)).fields).toEqual(new Map([['g', Buffer.from('2')]]))
    })
  })

  describe('the outbox', () => {
    const withThree = async () => {
      const { lane, epoch, step } = await claimNew()
      await store.checkpoint(step({ outbox: ['m0', 'm1', 'm2'].map(message) }))
      const seen = async () => {
        const { outbox, outboxHead } = await store.claim(lane)
        return [outboxHead, ...outbox.map(({ value }) => value)]
      }
      return { lane, epoch, step, seen }
    }

    it('keeps messages whole and in order, over steps', async () => {
      const { lane, step } = await withThree()
      const odd = { channel: 'rejects', key: '"\n漢', value: '{"a":\n"b"}' } as const
      const last = { channel: 'coverage', key: '', value: '' } as const
      await store.checkpoint(step({ expectedOffset: 10, outbox: [odd, last] }))
      const { outbox, outboxHead } = await store.claim(lane)
      expect(outbox).toEqual([...['m0', 'm1', 'm2'].map(message), odd, last])
      expect(outboxHead).toBe(0)
    })

    it('forgets what was acknowledged, and does so once', async () => {
      const { lane, epoch, seen } = await withThree()
      await store.trim(lane, epoch, 2)
      await store.trim(lane, epoch, 2)
      await store.trim(lane, epoch, 1)
      expect(await seen()).toEqual([2, 'm2'])
    })

    it('keeps counting when it was empty', async () => {
      const { lane, epoch, step, seen } = await withThree()
      await store.trim(lane, epoch, 3)
      await store.checkpoint(step({ expectedOffset: 10, outbox: [message('m3')], acknowledged: 3 }))
      expect(await seen()).toEqual([3, 'm3'])
    })

    it('forgets with the next step too', async () => {
      const { step, seen } = await withThree()
      await store.checkpoint(step({ expectedOffset: 10, outbox: [message('m3')], acknowledged: 1 }))
      expect(await seen()).toEqual([1, 'm1', 'm2', 'm3'])
    })

    it('forgets nothing for an owner that lost the lane', async () => {
      const { lane, epoch, seen } = await withThree()
      await store.claim(lane)
      await store.trim(lane, epoch, 3)
      expect(await seen()).toEqual([0, 'm0', 'm1', 'm2'])
    })

    it('forgets nothing for a number that it has not reached', async () => {
      const { lane, epoch, step, seen } = await withThree()
      await store.trim(lane, epoch, 4)
      await store.checkpoint(step({ expectedOffset: 10, outbox: [message('m3')], acknowledged: 4 }))
      expect(await seen()).toEqual([0, 'm0', 'm1', 'm2', 'm3'])
    })
  })
}
