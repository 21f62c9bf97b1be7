import { expect, it } from 'vitest'

import { WaywardenError } from '../../../src/contract/errors.ts'
import { createLogger } from '../../../src/ops/log.ts'
import { createMetrics } from '../../../src/ops/metrics.ts'
import { createLaneRetry } from '../../../src/pipeline/live/lane-retry.ts'
import { createSlots } from '../../../src/pipeline/live/slots.ts'
import { captureLog } from '../../ops/captured-log.ts'

const ahead = new WaywardenError('lane_ahead', 'ahead', { cause: null })
const away = new WaywardenError('redis_unavailable', 'away', { cause: null })

function given() {
  const { stream, lines } = captureLog()
  const retry = createLaneRetry({
    consumer: { isMember: true },
    metrics: createMetrics({ withProcess: false }),
    log: createLogger({ level: 'info', stream }),
    onStop: () => {},
    onFatal: () => {},
  })
  return { retry, slots: createSlots(), lines, said: () => lines().map(({ msg }) => msg) }
}

it('leaves it to the newer claim of a partition to say when the wait is over', async () => {
  const { retry, slots, said } = given()
  const before = slots.renew(0)
  let onWait: () => void = () => {}
  const waits = new Promise<void>((resolve) => {
    onWait = resolve
  })
  const left = retry.run(before, () => Promise.reject(away), onWait)
  await waits
  const newer = slots.renew(0)
  expect(await left).toBeNull()
  expect(retry.waiting).toBe(1)
  expect(await retry.run(newer, async () => 'claimed')).toBe('claimed')
  expect(retry.waiting).toBe(0)
  expect(said().at(-1)).toBe('lanes resume')
})

it('says once of each lane that it waits for others, which is no fault', async () => {
  const { retry, slots, lines } = given()
  const aheadTwice = () => {
    let tries = 0
    return async () => {
      if (tries++ < 2) throw ahead
      return tries
    }
  }
  const runs = [0, 1].map((partition) => retry.run(slots.renew(partition), aheadTwice()))
  expect(await Promise.all(runs)).toEqual([3, 3])
  expect(lines()).toMatchObject([0, 1].map((partition) => ({ level: 'info', code: 'lane_ahead', partition })))
})

it('says of a lane that it waits for others no more often where another lane resumes meanwhile', async () => {
  const { retry, slots, lines } = given()
  for (const error of [ahead, away, ahead]) {
    let fails = true
    await retry.run(slots.renew(error === ahead ? 0 : 1), async () => {
      if (!fails) return
      fails = false
      throw error
    })
  }
  expect(lines().map(({ msg }) => msg)).toContain('lanes resume')
  expect(lines().filter(({ code }) => code === 'lane_ahead')).toHaveLength(1)
})

it.for(['clear', 'release'] as const)(
  'does not wait where a try fails of a lane that is not ours any more: %s',
  async (end) => {
    const { retry, slots, said } = given()
    const slot = slots.renew(0)
    let waits = 0
    const failing = async () => {
      slots[end]()
      throw away
    }
    expect(await retry.run(slot, failing, () => waits++)).toBeNull()
    expect(waits).toBe(0)
    expect(retry).toMatchObject({ waiting: 0, failures: 0 })
    expect(said()).toEqual([])
  },
)
