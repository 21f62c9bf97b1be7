import { expect, it, onTestFinished } from 'vitest'

import { watchClock } from '../../../src/pipeline/live/watch-clock.ts'

/** Watches a clock until the test ends. */
function given() {
  const ending = new AbortController()
  const fatal: unknown[] = []
  let [wallMs, steadyMs, looks] = [1_000_000, 0, 0]
  const watching = watchClock({
    sessionTimeoutMs: 30_000,
    clocks: { wallMs: () => (looks++, wallMs), steadyMs: () => steadyMs },
    lookEveryMs: 1,
    onFatal: (error) => void fatal.push(error),
    signal: ending.signal,
  })
  onTestFinished(() => {
    ending.abort()
    return watching
  })
  const pass = async (wall: number, steady: number) => {
    wallMs += wall
    steadyMs += steady
    const before = looks
    await expect.poll(() => looks).toBeGreaterThan(before + 2)
  }
  return { pass, fatal, setBack: (byMs: number) => void (wallMs -= byMs) }
}

it('ends the process where the clock is set back by a session: no heartbeat would be sent until it has caught up', async () => {
  const { fatal, setBack } = given()
  setBack(30_000)
  await expect
    .poll(() => fatal)
    .toMatchObject([{ code: 'lane_stalled', message: expect.stringContaining('set back by 30 s') }])
})

it('lets a clock be set forward, be set back a little, and run while the process is suspended', async () => {
  const { pass, fatal } = given()
  await pass(3_600_000, 1_000)
  await pass(-29_000, 500)
  await pass(90_000, 90_000)
  expect(fatal).toEqual([])
})
