import { expect, test } from 'vitest'

import { detectors } from '../../detectors/index.ts'
import { createPolicy } from '../../src/core/policy.ts'
import { hashPolicy } from '../../src/ops/hash-policy.ts'
import { createQueryPass } from '../../src/pipeline/query-pass.ts'
import { createMemoryStore } from '../../src/state/memory.ts'
import { defaultPolicy } from '../ops/default-policy.ts'
import { claimAlone } from './claim-alone.ts'
import { decodeEvent, event, recordOf } from './records.ts'

const policy = defaultPolicy(detectors)

/** Most decoded items that wait for their steps, of so many records of this length. */
const mostWaiting = async (count: number, bytes: number): Promise<number> => {
  let waiting = 0
  let most = 0
  const pass = createQueryPass({
    detectors,
    decode: ({ offset }) => {
      most = Math.max(most, ++waiting)
      return decodeEvent({ ...event, eventId: `e${offset}` })
    },
  })
  const lane = await claimAlone({
    policy: () => policy,
    store: createMemoryStore(),
    pass: {
      ...pass,
      createStep: (...parts) => {
        const step = pass.createStep(...parts)
        return (...look) => {
          waiting--
          return step(...look)
        }
      },
    },
  })
  const value = Buffer.alloc(bytes)
  await lane.process(Array.from({ length: count }, (_, offset) => ({ ...recordOf(value), offset })))
  return most
}

test('of a large batch no more is decoded at once than some hundred look-ups, or some megabytes', async () => {
  expect(await mostWaiting(1_200, 400)).toBe(500)
  expect(await mostWaiting(20, 1 << 20)).toBeLessThanOrEqual(4)
})

test('an account for which the policy disables every detector is counted as unscored, once a batch', async () => {
  const off = Object.fromEntries(detectors.map(({ id }) => [id, { enabled: false }]))
  const unjudged = createPolicy({ overrides: { accounts: { quiet: off } } }, detectors, hashPolicy)
  const lane = await claimAlone({ policy: () => unjudged, store: createMemoryStore() })
  const scored = (...accounts: string[]) => {
    const from = lane.nextOffset ?? 0
    const records = accounts.map((accountId, at) => {
      const value = JSON.stringify({ ...event, accountId, eventId: `e${from + at}` })
      return { ...recordOf(value), offset: from + at }
    })
    return lane.process(records)
  }
  const both = await scored('quiet', 'loud', 'quiet')
  expect(both).toMatchObject({ kind: 'done', report: { counted: 3, unscored: 1 } })
  expect(await scored('loud')).toMatchObject({ kind: 'done', report: { counted: 1, unscored: 0 } })
})
