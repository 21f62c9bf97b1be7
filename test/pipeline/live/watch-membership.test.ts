import { expect, it, onTestFinished } from 'vitest'

import { createLogger } from '../../../src/ops/log.ts'
import { watchMembership } from '../../../src/pipeline/live/watch-membership.ts'
import { captureLog } from '../../ops/captured-log.ts'

/** Watches the membership of a consumer until the test ends. */
function given(isMember: boolean) {
  const { stream, lines } = captureLog()
  const ending = new AbortController()
  let looks = 0
  const consumer = {
    get isMember() {
      looks++
      return isMember
    },
  }
  const log = createLogger({ level: 'info', stream })
  const watching = watchMembership({ consumer, lookEveryMs: 1, log, signal: ending.signal })
  onTestFinished(() => {
    ending.abort()
    return watching
  })
  const become = async (is: boolean) => {
    isMember = is
    const before = looks
    await expect.poll(() => looks).toBeGreaterThan(before + 3)
  }
  return { become, said: () => lines().map(({ level, code, msg }) => [level, code, msg]) }
}

it('says once a minute that the group does not answer any more, though no lane has records, and that it does again', async () => {
  const { become, said } = given(true)
  await become(true)
  expect(said()).toEqual([])
  await become(false)
  expect(said()).toEqual([['warn', 'kafka_unavailable', 'the group does not answer']])
  await become(true)
  expect(said().slice(1)).toEqual([['info', undefined, 'the group answers again']])
  await become(false)
  await become(true)
  expect(said()).toHaveLength(2)
})

it('does not say of a process that was not in the group that it is there no more', async () => {
  const { become, said } = given(false)
  await become(false)
  expect(said()).toEqual([])
})
