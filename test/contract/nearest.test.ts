import { describe, expect, it } from 'vitest'

import { nearest } from '../../src/contract/nearest.ts'

describe('the nearest word', () => {
  it.each([
    ['kafak', 'kafka'],
    ['GROUPID', 'groupId'],
    ['brokrs', 'brokers'],
    ['token', 'tokenKeyFile'],
    ['policyFile', 'policy'],
    ['node', 'nodes'],
  ])('to %s is %s', (word, meant) => {
    const candidates = ['redis', 'kafka', 'groupId', 'brokers', 'tokenKeyFile', 'policy', 'mode', 'nodes']
    expect(nearest(word, candidates)).toBe(meant)
  })

  it('may differ in one letter of three', () => {
    expect(nearest('WAYWARDEN_KFKA_GRUPIT', ['WAYWARDEN_KAFKA_GROUP_ID'])).toBe('WAYWARDEN_KAFKA_GROUP_ID')
  })

  it.each(['zzz', 'ab', 'policy'])('to %s is none', (word) =>
    expect(nearest(word, ['redis', 'kafka', 'cd'])).toBeNull(),
  )

  it.each(['a', 'al', 'nothing'])('to %s is none of those that begin alike by a letter or two', (word) =>
    expect(nearest(word, ['alertTokenKeyFile', 'alerts', 'no'])).toBeNull(),
  )
})
