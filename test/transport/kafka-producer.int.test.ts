import { expect, inject, it, onTestFinished } from 'vitest'

import { createLogger } from '../../src/ops/log.ts'
import { loadSettings } from '../../src/ops/settings.ts'
import { createPublisher } from '../../src/transport/kafka-producer.ts'
import { createTopics } from '../integration/live-topics.ts'
import { uniqueName } from '../integration/names.ts'

const brokers = inject('sharedBrokers')

it('leaves it to the caller to try again', async () => {
  const topic = uniqueName('alerts')
  await createTopics(brokers, [{ topic }])
  const environment = {
    WAYWARDEN_KAFKA_BROKERS: brokers.join(','),
    WAYWARDEN_KAFKA_TOPICS_ALERTS: topic,
  }
  const { kafka } = loadSettings({ file: null, environment, fallbackTokenKey: 'sixteen bytes or more' })
  const publisher = createPublisher(kafka, createLogger({ level: 'silent' }))
  onTestFinished(publisher.close)
  let tries = 0
  // It is asked once in each try, and fails as kafkajs itself does where another try may help.
  const whyNot = () => {
    tries += 1
    throw Object.assign(new Error('not now'), { retriable: true })
  }
  const published = publisher.publish([{ channel: 'alerts', key: 'a', value: '{}' }], whyNot)
  await expect(published).rejects.toMatchObject({
    code: 'kafka_send_failed',
    message: expect.stringMatching('not now'),
  })
  expect(tries).toBe(1)
})
