import type { LookUp } from '../../contract/look-up.ts'
import type { Account } from '../account.ts'
import { isFirstWeek } from '../peers/log-age.ts'
import type { Peers } from '../peers/peers.ts'
import type { Policy } from '../policy.ts'
import type { Position } from '../position.ts'
import type { View } from '../view.ts'
import type { AccountDay, Loud, SharedEntity } from './account-day.ts'
import { isLoud } from './joint-surprise.ts'

/** What a look-up has brought that the second pass may have to know. */
export type DayNews = {
  readonly position: Position
  /** Whether it is the account's first look-up of the day: the account is at work. */
  readonly isDaysFirst: boolean
  /** The surprise to which the day's evidence has risen; null if it has not (note-day.ts). */
  readonly risenTo: number | null
}

/** Emits the account's day once for each entity of the look-up that other accounts may share, if there is news. */
export type EmitAccountDays = (view: View, account: Account, news: DayNews) => void

/**
 * Emits nothing for entities that the log does not name, and nothing at all if the policy has rings switched
 * off.
 */
export const createEmitAccountDays =
  (peers: Peers, policy: Policy, emit: (accountDay: AccountDay) => void): EmitAccountDays =>
  (view, account, { position: { topic, partition, offset }, isDaysFirst, risenTo }) => {
    if (!policy.ring.enabled) return
    const { lookUp } = view
    const { role, underWay } = account
    const { day, hour } = underWay
    // In the first week many accounts are loud on the same day, as on their first Monday or month's end.
    // That says nothing about what else they share.
    const isNews = risenTo !== null && isLoud(risenTo) && !isFirstWeek(peers, hour)
    if (!isNews && !isDaysFirst) return
    const loud = isNews ? loudOf(view, risenTo, { dayOffset: underWay.dayOffset, offset }) : null
    const { accountId, occurredAt } = lookUp
    for (const entity of entitiesOf(lookUp))
      emit({ entity, accountId, role, occurredAt, day, topic, partition, loud })
  }

const loudOf = (view: View, surprise: number, place: Pick<Loud, 'dayOffset' | 'offset'>): Loud => ({
  surprise: Math.round(surprise * 100) / 100,
  records: view.today('unexplained'),
  distinctWaybills: Math.round(view.distinct('PT24H')),
  foreignWaybills: view.isReachLogged ? Math.round(view.foreign('PT24H')) : null,
  outletId: view.lookUp.outletId,
  deviceId: view.lookUp.deviceId,
  sourceIp: view.lookUp.sourceIp,
  ...place,
  eventId: view.lookUp.eventId,
})

const entitiesOf = ({ deviceId, sourceIp, outletId }: LookUp): readonly SharedEntity[] => {
  const entities: SharedEntity[] = []
  if (deviceId !== null) entities.push({ type: 'device', id: deviceId })
  if (sourceIp !== null) entities.push({ type: 'source', id: sourceIp })
  if (outletId !== null) entities.push({ type: 'outlet', id: outletId })
  return entities
}
