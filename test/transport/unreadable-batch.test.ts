import { expect, it } from 'vitest'

import { WaywardenError } from '../../src/contract/errors.ts'
import { unreadableBatch, unreadableIn } from '../../src/transport/unreadable-batch.ts'

it('is found among the causes of what ended the consumer', () => {
  const fault = unreadableBatch(7n, new Error('zstd cannot unpack it'))
  expect(unreadableIn(new Error('retries exceeded', { cause: fault }))).toBe(fault)
  expect(unreadableIn(new Error('retries exceeded', { cause: new Error('closed') }))).toBeNull()
  expect(unreadableIn(new WaywardenError('kafka_unavailable', 'closed', { cause: fault }))).toBeNull()
})
