import { setTimeout as delay } from 'node:timers/promises'

import { expect, it } from 'vitest'

import { keepAlive } from '../../../src/pipeline/live/batch-handler.ts'

it('gives the result of work that ends at once, without a heartbeat', async () => {
  let beats = 0
  expect(await keepAlive(Promise.resolve('done'), async () => void beats++, 1_000)).toBe('done')
  expect(beats).toBe(0)
})

it('sends heartbeats as long as the work goes on', async () => {
  let beats = 0
  const { promise, end } = openWork()
  const heartbeat = async () => {
    beats += 1
    if (beats === 3) end('done')
  }
  expect(await keepAlive(promise, heartbeat, 1)).toBe('done')
  expect(beats).toBe(3)
})

it('throws what the work throws', async () => {
  await expect(keepAlive(Promise.reject(new Error('work')), async () => {}, 1)).rejects.toThrow('work')
})

it('throws what a heartbeat throws, and swallows what the work throws after that', async () => {
  const { promise, fail } = openWork()
  const lost = keepAlive(promise, () => Promise.reject(new Error('expelled')), 1)
  await expect(lost).rejects.toThrow('expelled')
  fail(new Error('too late to matter'))
  await delay(1)
})

function openWork() {
  let end: (value: string) => void = () => {}
  let fail: (error: Error) => void = () => {}
  const promise = new Promise<string>((resolve, reject) => {
    end = resolve
    fail = reject
  })
  return { promise, end: (value: string) => end(value), fail: (error: Error) => fail(error) }
}
