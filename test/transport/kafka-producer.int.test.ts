import { expect, inject, it, onTestFinished } from 'vitest'

import { WaywardenError } from '../../src/contract/errors.ts'
import { createLogger } from '../../src/ops/log.ts'
import { loadSettings } from '../../src/ops/settings.ts'
import { createPublisher } from '../../src/transport/kafka-producer.ts'
import { kcat } from '../integration/kcat.ts'
import { createTopics } from '../integration/live-topics.ts'
import { uniqueName } from '../integration/names.ts'

const brokers = inject('sharedBrokers')

const createOutput = async () => {
  const topic = uniqueName('coverage')
  await createTopics(brokers, [{ topic, numPartitions: 1 }])
  const environment = {
    WAYWARDEN_KAFKA_BROKERS: brokers.join(','),
    WAYWARDEN_KAFKA_TOPICS_COVERAGE: topic,
  }
  const { kafka } = loadSettings({ file: null, environment, fallbackTokenKey: 'sixteen bytes or more' })
  const publisher = createPublisher(kafka, createLogger({ level: 'silent', stream: process.stderr }))
  onTestFinished(publisher.close)
  return { topic, publisher }
}

const outboxOf = (...values: readonly string[]) =>
  values.map((value) => ({ channel: 'coverage', key: 'key', value }) as const)

it('leaves it to the caller to try again', async () => {
  const { publisher } = await createOutput()
  let tries = 0
  // It is asked once in each try, and fails as kafkajs itself does where another try may help.
  const whyNot = () => {
    tries += 1
    throw Object.assign(new Error('not now'), { retriable: true })
  }
  await expect(publisher.publish(outboxOf('{}'), whyNot)).rejects.toMatchObject({
    code: 'kafka_send_failed',
    message: expect.stringMatching('not now'),
  })
  expect(tries).toBe(1)
})

it('does not cut off what another lane is sending when a lane may not send any more', async () => {
  const { topic, publisher } = await createOutput()
  const veto = new WaywardenError('lane_fenced', 'not ours', { cause: null })
  let vetoed: Promise<void> | null = null
  const whyNot = () => {
    vetoed ??= publisher.publish(outboxOf('vetoed'), () => veto)
    vetoed.catch(() => undefined)
    return null
  }

  await publisher.publish(outboxOf('first'), () => null) // what follows needs not wait for a connection
  const large = ['a', 'b'].map((letter) => letter.repeat(300_000)) // more than one request takes
  await publisher.publish(outboxOf(...large), whyNot)
  await expect(vetoed).rejects.toBe(veto)
  const values = kcat(brokers)
    .readAll(topic)
    .map(({ value }) => value)
  expect(values).toEqual(['first', ...large])
})
