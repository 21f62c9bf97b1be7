import * as fc from 'fast-check'
import { Partitioners } from 'kafkajs'
import { describe, expect, it } from 'vitest'

import { partitionOf } from '../../../src/pipeline/files/partition-of.ts'
import { SEED } from '../../core/support/streams.ts'

const MANY = 1_000_003

describe('partitionOf', () => {
  it.each([
    // Kafka's own UtilsTest.testMurmur2
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('hashes %s as the Java client does', (key, hash) => {
    expect(partitionOf(key, MANY)).toBe((hash & 0x7fffffff) % MANY)
  })

  it('puts any key where the default partitioner of kafkajs puts it', () => {
    const theirs = Partitioners.DefaultPartitioner()
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1 }),
        fc.integer({ min: 1, max: 50 }),
        (key, count) => {
          const partitionMetadata = Array.from({ length: count }, (_, partitionId) => ({
            partitionErrorCode: 0,
            partitionId,
            leader: 0,
            replicas: [],
            isr: [],
          }))
          const message = { key, value: '' }
          expect(partitionOf(key, count)).toBe(theirs({ topic: 'any', partitionMetadata, message }))
        },
      ),
      { seed: SEED },
    )
  })
})
