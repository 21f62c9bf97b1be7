import type { AccountDayRecord, LoudRecord } from '../contract/finding.ts'
import { scatterText } from '../core/hash-text.ts'
import { entityKey, type Loud, type AccountDay } from '../core/ring/account-day.ts'
import type { OutboxMessage } from '../state/store.ts'

/**
 * The lane of the second pass that judges the entity of this key: a partition of the findings topic, chosen by
 * a hash, so that one lane gets everything about the entity.
 */
export const ringLaneOf = (key: string, ringLanes: number): number => scatterText(key) % ringLanes

/** The outbox message for one account day. Its key is the lane. */
export const accountDayMessage = (accountDay: AccountDay, ringLanes: number): OutboxMessage => ({
  channel: 'findings',
  key: String(ringLaneOf(entityKey(accountDay.entity), ringLanes)),
  value: JSON.stringify(toRecord(accountDay)),
})

const toRecord = ({ role, loud, ...rest }: AccountDay): AccountDayRecord => ({
  ...rest,
  ...(role === '' ? {} : { role }),
  ...(loud === null ? {} : { loud: loudRecord(loud) }),
})

const loudRecord = ({ foreignWaybills, outletId, offset, ...rest }: Loud): LoudRecord => ({
  ...rest,
  ...(foreignWaybills === null ? {} : { foreignWaybills }),
  ...(outletId === null ? {} : { outletId }),
  offset: String(offset),
})
