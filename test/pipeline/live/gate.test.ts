import { expect, it } from 'vitest'

import { createGate } from '../../../src/pipeline/live/gate.ts'

it('runs the work of a partition one after the other, and that of others beside it', async () => {
  const gate = createGate()
  const log: string[] = []
  const work = (name: string, turns: number) => async () => {
    log.push(`${name} begins`)
    for (let turn = 0; turn < turns; turn++) await Promise.resolve()
    log.push(`${name} ends`)
    return name
  }
  const results = await Promise.all([
    gate.run(0, work('first', 20)),
    gate.run(0, work('second', 1)),
    gate.run(1, work('other', 5)),
  ])
  expect(results).toEqual(['first', 'second', 'other'])
  expect(log).toEqual([
    'first begins',
    'other begins',
    'other ends',
    'first ends',
    'second begins',
    'second ends',
  ])
})

it('goes on after work that has failed', async () => {
  const gate = createGate()
  const failed = gate.run(0, () => Promise.reject(new Error('no')))
  const next = gate.run(0, () => Promise.resolve('yes'))
  await expect(failed).rejects.toThrow('no')
  expect(await next).toBe('yes')
  await gate.idle()
})

it('is idle on a partition once all its work has ended, even in failure', async () => {
  const gate = createGate()
  expect(gate.isIdle(0)).toBe(true)
  const failed = gate.run(0, () => Promise.reject(new Error('no')))
  let finish = (): void => {}
  void gate.run(0, () => new Promise<void>((resolve) => void (finish = resolve)))
  expect([gate.isIdle(0), gate.isIdle(1)]).toEqual([false, true])
  await expect(failed).rejects.toThrow('no')
  expect(gate.isIdle(0)).toBe(false)
  finish()
  await gate.idle()
  expect(gate.isIdle(0)).toBe(true)
})
