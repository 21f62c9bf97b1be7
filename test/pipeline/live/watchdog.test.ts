import { expect, it } from 'vitest'

import { createWatchdog } from '../../../src/pipeline/live/watchdog.ts'

const looks = (
  watchdog: ReturnType<typeof createWatchdog>,
  list: readonly (readonly [number, number, number])[],
) => list.map(([seconds, lag, pulse]) => watchdog.isStalled({ lag, pulse, nowMs: seconds * 1_000 }))

it('barks when records have waited and nothing has moved for long enough', () => {
  const found = looks(createWatchdog(10_000), [
    [0, 5, 1],
    [5, 5, 1],
    [9, 6, 1],
    [10, 6, 1],
  ])
  expect(found).toEqual([false, false, false, true])
})

it('stays quiet as long as anything moves', () => {
  const found = looks(createWatchdog(10_000), [
    [0, 5, 1],
    [9, 5, 2],
    [18, 5, 2],
    [19, 5, 3],
  ])
  expect(found).toEqual([false, false, false, false])
})

it('stays quiet without lag', () => {
  const found = looks(createWatchdog(10_000), [
    [0, 0, 1],
    [9, 0, 1],
    [18, 0, 1],
    [27, 0, 1],
  ])
  expect(found).toEqual([false, false, false, false])
})

it('does not take a process that was stopped itself for lanes that stood still', () => {
  const found = looks(createWatchdog(120_000), [
    [0, 5, 1],
    [5, 5, 1],
    [905, 5, 1],
  ])
  expect(found).toEqual([false, false, false])
})
