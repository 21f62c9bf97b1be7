import type { AccountDayRecord, LoudRecord } from '../contract/finding.ts'
import { scatterText } from '../core/hash-text.ts'
import { entityKey, type Loud, type AccountDay } from '../core/ring/account-day.ts'
import type { OutboxMessage } from '../state/store.ts'

/** The message that an account's day leaves the first pass as. Whatever is told of an entity is for one and the same of the second's lanes. */
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
