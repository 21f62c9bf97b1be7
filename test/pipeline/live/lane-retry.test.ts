import { expect, it } from 'vitest'

import { WaywardenError } from '../../../src/contract/errors.ts'
import { createLogger } from '../../../src/ops/log.ts'
import { createMetrics } from '../../../src/ops/metrics.ts'
import { createLaneRetry } from '../../../src/pipeline/live/lane-retry.ts'
import { createSlots } from '../../../src/pipeline/live/slots.ts'
import { captureLog } from '../../ops/captured-log.ts'

it('leaves it to the newer claim of a partition to say when the wait is over', async () => {
  const { stream, lines } = captureLog()
  const retry = createLaneRetry({
    consumer: { isMember: true },
    metrics: createMetrics({ withProcess: false }),
    log: createLogger({ level: 'info', stream }),
    onStop: () => {},
    onFatal: () => {},
  })
  const slots = createSlots()
  const before = slots.renew(0)
  const away = new WaywardenError('redis_unavailable', 'away', { cause: null })
  const left = retry.run(before, () => Promise.reject(away))
  const newer = slots.renew(0)
  expect(await left).toBeNull()
  expect(retry.waiting).toBe(1)
  expect(await retry.run(newer, async () => 'claimed')).toBe('claimed')
  expect(retry.waiting).toBe(0)
  expect(lines().at(-1)?.msg).toBe('lanes resume')
})
