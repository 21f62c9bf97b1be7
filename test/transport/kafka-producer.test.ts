import type { Message } from 'kafkajs'
import { expect, it } from 'vitest'

import { WaywardenError } from '../../src/contract/errors.ts'
import { createPartitioner, type WhyNot } from '../../src/transport/kafka-producer.ts'

const partition = { partitionErrorCode: 0, leader: 1, replicas: [1], isr: [1] }
const partitionMetadata = [0, 1, 3].map((partitionId) => ({ ...partition, partitionId }))
const sending = new WeakMap<Message, WhyNot>()
const choose = (message: Message) =>
  createPartitioner(sending)()({ topic: 'waywarden.findings', partitionMetadata, message })

it('refuses a message for a partition that kafkajs does not know: it would be dropped, and reported as sent', () => {
  expect(choose({ partition: 3, value: 'x' })).toBe(3)
  expect(() => choose({ partition: 2, value: 'x' })).toThrow('waywarden.findings has no partition 2')
})

it('asks at the last moment whether a message may be sent', () => {
  const message = { partition: 3, value: 'x' }
  const moved = new WaywardenError('lane_fenced', 'the lane has moved', { cause: null })
  let why: WaywardenError | null = null
  sending.set(message, () => why)
  expect(choose(message)).toBe(3)
  why = moved
  expect(() => choose(message)).toThrow(moved)
})
