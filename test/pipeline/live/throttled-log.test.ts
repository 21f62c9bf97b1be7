import { expect, it } from 'vitest'

import { WaywardenError } from '../../../src/contract/errors.ts'
import { createLogger } from '../../../src/ops/log.ts'
import { createThrottledLog } from '../../../src/pipeline/live/throttled-log.ts'
import { captureLog } from '../../ops/captured-log.ts'

const away = (code: 'redis_unavailable' | 'kafka_unavailable') =>
  new WaywardenError(code, 'away', { cause: null })

function given() {
  const { stream, lines } = captureLog()
  const time = { ms: 0 }
  const throttled = createThrottledLog(createLogger({ level: 'info', stream }), () => time.ms)
  const said = () => lines().map(({ code, msg, leftOut }) => [code, msg, leftOut])
  const levels = () => lines().map(({ level }) => level)
  return { throttled, time, said, levels }
}

it('says a fault at once, and again once a minute with how often it was left out', () => {
  const { throttled, time, said } = given()
  for (; time.ms < 130_000; time.ms += 2_000) throttled.warn(away('kafka_unavailable'), 'the start waits')
  expect(said()).toEqual([
    ['kafka_unavailable', 'the start waits', undefined],
    ['kafka_unavailable', 'the start waits', 29],
    ['kafka_unavailable', 'the start waits', 29],
  ])
})

it('says another fault, and another message of the same, at once', () => {
  const { throttled, said } = given()
  throttled.warn(away('kafka_unavailable'), 'the start waits')
  throttled.warn(away('kafka_unavailable'), 'the start waits')
  throttled.warn(away('redis_unavailable'), 'the start waits')
  throttled.warn(away('redis_unavailable'), 'lanes wait')
  expect(said()).toHaveLength(3)
})

it('informs at level info of what is no fault, as seldom, each kind by itself', () => {
  const { throttled, said, levels } = given()
  for (const kind of ['lane 0', 'lane 0', 'lane 1']) throttled.inform(kind, 'lane waits', { code: kind })
  expect(said().map(([code]) => code)).toEqual(['lane 0', 'lane 1'])
  expect(levels()).toEqual(['info', 'info'])
})

it('takes what comes after the end of something for new', () => {
  const { throttled, said } = given()
  throttled.warn(away('redis_unavailable'), 'lanes wait')
  throttled.warn(away('redis_unavailable'), 'lanes wait')
  throttled.forget()
  throttled.warn(away('redis_unavailable'), 'lanes wait')
  expect(said()).toEqual([
    ['redis_unavailable', 'lanes wait', undefined],
    ['redis_unavailable', 'lanes wait', undefined],
  ])
})
