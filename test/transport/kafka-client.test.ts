import kafkajs from 'kafkajs'
import { expect, it } from 'vitest'

import { crashFault, isOutage } from '../../src/transport/kafka-client.ts'

const named = (name: string, cause?: Error): Error =>
  Object.assign(new Error('no answer.', { cause }), { name })
const reading = { topic: 'waybill.queries', groupId: 'waywarden' }
const retriesExceeded = (cause: Error): Error => named('KafkaJSNumberOfRetriesExceeded', cause)

it.each([
  'KafkaJSGroupCoordinatorNotFound',
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'KafkaJSRequestTimeoutError',
  'KafkaJSBrokerNotFound',
  'KafkaJSNoBrokerAvailableError',
])('takes a %s of kafkajs for an outage, itself and behind retries that are exceeded', (name) => {
  expect(kafkajs).toHaveProperty(name)
  expect(isOutage(named(name))).toBe(true)
  expect(isOutage(retriesExceeded(named(name)))).toBe(true)
})

it('takes for no outage what a broker has answered, and what is not of kafkajs', () => {
  const refused = named('KafkaJSProtocolError')
  expect([refused, retriesExceeded(refused), new TypeError('a fault')].map(isOutage)).toEqual([
    false,
    false,
    false,
  ])
})

it('says of a consumer that kafkajs has ended which topic and group it had, and leaves other faults as they are', () => {
  const error = named('KafkaJSConnectionError')
  expect(crashFault(reading, error)).toMatchObject({
    code: 'kafka_unavailable',
    message: expect.stringContaining(
      'The consumer of waybill.queries in group waywarden has ended: no answer. Check',
    ),
    cause: error,
  })
  expect(crashFault(reading, error).message).not.toContain('Read that group')
  const fault = new TypeError('a fault')
  expect(crashFault(reading, fault)).toBe(fault)
})

it('does not send anybody to the settings where a broker has answered that it cannot do this yet', () => {
  const answered = (retriable: boolean) => {
    const answer = { type: 'GROUP_LOAD_IN_PROGRESS', code: 14, retriable }
    return new kafkajs.KafkaJSProtocolError(Object.assign(new Error('The coordinator is loading'), answer))
  }
  const told = (error: Error) => crashFault(reading, retriesExceeded(error)).message
  expect(told(answered(true))).toMatch(/ended: no answer\. The brokers have answered/)
  expect(told(answered(true))).not.toContain('kafka.sasl')
  expect(crashFault(reading, answered(true)).message).not.toContain('kafka.sasl')
  expect(told(answered(false))).toContain('kafka.sasl')
})

it('names the right that may be missing where no broker has named the coordinator of the group', () => {
  const error = named('KafkaJSGroupCoordinatorNotFound')
  for (const each of [error, retriesExceeded(error)])
    expect(crashFault(reading, each).message).toMatch(/in group waywarden .*may Read that group/)
})
