import { describe, expect, it } from 'vitest'

import { entityKey, type AccountDay } from '../../src/core/ring/account-day.ts'
import { accountDayMessage } from '../../src/pipeline/account-day-message.ts'
import {
  createAccountDaysDecoder,
  type DecodedAccountDay,
} from '../../src/pipeline/decode/decode-account-days.ts'
import type { Refused } from '../../src/pipeline/pass.ts'
import type { OutboxMessage } from '../../src/state/store.ts'
import { bundleAccountDays } from '../../src/transport/bundle-account-days.ts'
import { accountDayOf } from '../core/ring/account-days.ts'

const LANES = 3

const accountDays = Array.from({ length: 6_000 }, (_, at) =>
  accountDayOf({
    account: `A-${at}`,
    entity: { type: 'outlet', id: `O-${at % 50}` },
    surprise: at % 10 === 0 ? 1 + at / 1_000 : 0,
    foreignWaybills: at % 20 === 0 ? null : 3,
    outletId: at % 30 === 0 ? null : '网点-7',
  }),
)

const decode = createAccountDaysDecoder()

const read = (value: string): AccountDay[] => {
  const into: (DecodedAccountDay | Refused)[] = []
  decode({ topic: 'findings', partition: 0, offset: 0, timestampMs: 0, value: Buffer.from(value) }, into)
  return into.flatMap((each) => (each.kind === 'account-day' ? [each.accountDay] : []))
}

describe("accounts' days on their way to the second pass", () => {
  const messages = bundleAccountDays(accountDays.map((each) => accountDayMessage(each, LANES)))

  it('come as they were found, to each lane in order, and everything of an entity to one lane', () => {
    const told = Array.from({ length: LANES }, (_, lane) =>
      messages.filter(({ key }) => key === String(lane)).flatMap(({ value }) => read(value)),
    )
    const namesIn = told.map((each) => new Set(each.map(({ entity }) => entityKey(entity))))
    expect(namesIn.map(({ size }) => size > 0)).toEqual([true, true, true])
    expect(namesIn.reduce((sum, { size }) => sum + size, 0)).toBe(50)
    for (const [lane, names] of namesIn.entries())
      expect(told[lane]).toEqual(accountDays.filter(({ entity }) => names.has(entityKey(entity))))
  })

  it('are in as few records as can be, none too long for a broker', () => {
    const bytes = messages.map(({ value }) => Buffer.byteLength(value))
    expect(Math.max(...bytes)).toBeLessThan(140_000)
    expect(messages.length).toBeLessThan(bytes.reduce((sum, each) => sum + each, 0) / 128_000 + LANES)
  })

  it('leave all else as it is', () => {
    const others: OutboxMessage[] = ['a', 'b'].map((key) => ({ channel: 'alerts', key, value: '{}' }))
    expect(bundleAccountDays(others)).toEqual(others)
  })
})
