import { expect, it } from 'vitest'

import { WaywardenError } from '../../../src/contract/errors.ts'
import { createLogger } from '../../../src/ops/log.ts'
import { createThrottledLog } from '../../../src/pipeline/live/throttled-log.ts'
import { createWaiting } from '../../../src/pipeline/live/waiting.ts'
import { captureLog } from '../../ops/captured-log.ts'

const away = new WaywardenError('redis_unavailable', 'away', { cause: null })

function given() {
  const { stream, lines } = captureLog()
  const time = { ms: 0 }
  const log = createLogger({ level: 'info', stream })
  const waiting = createWaiting(
    log,
    createThrottledLog(log, () => time.ms),
  )
  return { waiting, time, said: () => lines().map(({ msg }) => msg) }
}

const wait = 'lanes are waiting, and will resume on their own'

it('says when the first lane begins to wait, that they still do once a minute, and when the last goes on', () => {
  const { waiting, time, said } = given()
  for (; time.ms < 70_000; time.ms += 1_000) for (const partition of [0, 1]) waiting.begin(partition, away)
  waiting.end(0)
  expect(said()).toEqual([wait, wait])
  waiting.end(1)
  expect(said()).toEqual([wait, wait, 'lanes resume'])
  expect(waiting.lanes).toBe(0)
})

it('says of each wait that it begins, however soon after another: the last word is what holds', () => {
  const { waiting, time, said } = given()
  for (const ms of [0, 2_000]) {
    time.ms = ms
    waiting.begin(0, away)
    waiting.begin(0, away)
    waiting.end(0)
  }
  waiting.begin(0, away)
  expect(said()).toEqual([wait, 'lanes resume', wait, 'lanes resume', wait])
})

it('says nothing at the end of a wait that leads nowhere, and begins anew', () => {
  const { waiting, said } = given()
  waiting.begin(0, away)
  waiting.forget(0)
  waiting.begin(1, away)
  expect(said()).toEqual([wait, wait])
})
