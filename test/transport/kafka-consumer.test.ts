import { expect, it } from 'vitest'

import { createLogger } from '../../src/ops/log.ts'
import { loadSettings } from '../../src/ops/settings.ts'
import { createTopicConsumer } from '../../src/transport/kafka-consumer.ts'

const consumerOf = (sessionTimeout: string) => {
  const environment = { WAYWARDEN_KAFKA_SESSION_TIMEOUT: sessionTimeout }
  const { kafka } = loadSettings({ file: null, environment, fallbackTokenKey: 'sixteen bytes or more' })
  const subscription = { topic: 'waybill.queries', groupId: 'waywarden', minBytes: 1, maxWaitMs: 100 }
  return createTopicConsumer(kafka, subscription, createLogger({ level: 'silent', stream: process.stderr }))
}

it('sends five heartbeats a session, and one every three seconds at least', () => {
  const intervals = ['PT6S', 'PT15S', 'PT30S'].map((session) => consumerOf(session).heartbeatIntervalMs)
  expect(intervals).toEqual([1_200, 3_000, 3_000])
})

it('is no member before the group has answered, and can be stopped before it is started', async () => {
  const consumer = consumerOf('PT30S')
  expect(consumer.isMember).toBe(false)
  await consumer.commit(new Map())
  await consumer.stop()
})

it('takes a pause and a move of a partition where there is no group, for the next join assigns anew', () => {
  const consumer = consumerOf('PT30S')
  expect(() => {
    consumer.pause(0)
    consumer.moveTo(0, 7)
  }).not.toThrow()
})
