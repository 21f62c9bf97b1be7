import { expect, it } from 'vitest'

import type { OutboxMessage } from '../../src/state/store.ts'
import { portions } from '../../src/transport/kafka-producer.ts'

const message = (key: string, bytes: number): OutboxMessage => ({
  channel: 'alerts',
  key,
  value: 'x'.repeat(bytes),
})

it('splits an outbox into portions that a broker takes, in order', () => {
  const messages = ['a', 'b', 'c', 'd', 'e'].map((key) => message(key, 200 * 1024))
  const found = [...portions(messages)].map((portion) => portion.map(({ key }) => key).join(''))
  expect(found).toEqual(['ab', 'cd', 'e'])
})

it('sends a message alone that is too long for company', () => {
  const found = [...portions([message('a', 10), message('b', 900 * 1024), message('c', 10)])]
  expect(found.map((portion) => portion.length)).toEqual([1, 1, 1])
})

it('makes no portion of nothing', () => {
  expect([...portions([])]).toEqual([])
})
