import type { AccountDayRecord, LoudRecord } from '../contract/finding.ts'
import { readIntact } from '../core/codec/versioned.ts'
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

/**
 * The message for as many lanes of the second pass as there are now: an outbox may have been written for another
 * findings topic, and a partition that the topic does not have would hold up the lane for ever.
 */
export const addressAnew = (message: OutboxMessage, ringLanes: number): OutboxMessage => {
  if (message.channel !== 'findings') return message
  const read = () => entityKey((JSON.parse(message.value) as AccountDayRecord).entity)
  return { ...message, key: String(ringLaneOf(readIntact('an outbox', read), ringLanes)) }
}

const toRecord = ({ role, loud, ...rest }: AccountDay): AccountDayRecord => ({
  ...rest,
  ...(role === '' ? {} : { role }),
  ...(loud === null ? {} : { loud: loudRecord(loud) }),
})

const loudRecord = (loud: Loud): LoudRecord => {
  const { foreignWaybills, outletId, deviceId, sourceIp, dayOffset, offset, ...rest } = loud
  return {
    ...rest,
    ...(foreignWaybills === null ? {} : { foreignWaybills }),
    ...(outletId === null ? {} : { outletId }),
    ...(deviceId === null ? {} : { deviceId }),
    ...(sourceIp === null ? {} : { sourceIp }),
    dayOffset: String(dayOffset),
    offset: String(offset),
  }
}
