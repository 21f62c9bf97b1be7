import { expect, test } from 'vitest'

import { detectors } from '../../detectors/index.ts'
import { createMemoryStore } from '../../src/state/memory.ts'
import type { OutboxMessage } from '../../src/state/store.ts'
import { parsePolicy } from '../ops/parse-policy.ts'
import { claimAlone } from './claim-alone.ts'
import { options, recordOf, timestampMs } from './records.ts'

const DECOY = 'YT7000000000001'
const { tokenKey } = options

const policyOf = (text: string) => parsePolicy(text, { detectors, tokenKey })

/** A lane that looks up one waybill after the other. */
async function given(first: string) {
  let policy = policyOf(first)
  let offset = 0
  const published: OutboxMessage[] = []
  const lane = await claimAlone({
    policy: () => policy,
    store: createMemoryStore(),
    publish: async (messages) => void published.push(...messages),
  })
  const lookUp = async (no: string, outcome = 'found') => {
    const event = {
      eventId: `e${offset}`,
      occurredAt: timestampMs + offset * 1_000,
      accountId: 'HB03110023',
      outcome,
      waybills: [{ no }],
    }
    const record = { ...recordOf(JSON.stringify(event), timestampMs + 60_000), offset: offset++ }
    const result = await lane.process([record])
    return result.kind === 'done' ? result.report.alerts : []
  }
  return { lookUp, reload: (text: string) => void (policy = policyOf(text)), published }
}

test.each(['found', 'not_found', 'denied'])(
  'one look-up of a decoy is a medium alert, since a slip of the hand can do it: %s',
  async (outcome) => {
    const { lookUp } = await given(`honeyWaybills: [YT1, ${DECOY}]`)
    expect(await lookUp('YT1234567890123')).toEqual([])
    expect(await lookUp(DECOY, outcome)).toMatchObject([
      { severity: 'medium', status: 'open', signals: [{ detector: 'honey-waybill', observed: 1, limit: 0 }] },
    ])
  },
)

test('a new policy brings its decoys between two batches, and takes the old ones away', async () => {
  const { lookUp, reload } = await given('{}')
  expect(await lookUp(DECOY)).toEqual([])
  reload(`honeyWaybills: [${DECOY}]`)
  expect(await lookUp(DECOY)).toHaveLength(1)
  const other = await given(`honeyWaybills: [${DECOY}]`)
  other.reload('{}')
  expect(await other.lookUp(DECOY)).toEqual([])
})

test('no alert shows the number', async () => {
  const { lookUp, published } = await given(`honeyWaybills: [${DECOY}]`)
  await lookUp(DECOY)
  expect(published).toHaveLength(1)
  expect(JSON.stringify(published)).not.toContain('7000000000001')
})
