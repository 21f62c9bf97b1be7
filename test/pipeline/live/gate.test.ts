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
