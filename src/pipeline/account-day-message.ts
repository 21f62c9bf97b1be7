import type { AccountDayRecord, LoudRecord } from '../contract/finding.ts'
import { scatterText } from '../core/hash-text.ts'
import { entityKey, type Loud, type AccountDay } from '../core/ring/account-day.ts'
import type { OutboxMessage } from '../state/store.ts'

/**
 * The outbox message for one account day. Its key is a partition of the findings topic, chosen by a hash of
 * the entity, so that one lane of the second pass gets everything about that entity.
 */
export const accountDayMessage = (accountDay: AccountDay, ringLanes: number): OutboxMessage => ({
  channel: 'findings',
  key: String(scatterText(entityKey(accountDay.entity)) % ringLanes),
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
