import type { LookUp } from '../../contract/look-up.ts'
import type { Account } from '../account.ts'
import type { OnRise } from '../alerts/note-day.ts'
import { isFirstWeek, type Peers } from '../peers/peers.ts'
import type { Policy } from '../policy.ts'
import type { Position } from '../position.ts'
import type { View } from '../view.ts'
import type { Loud, SharedEntity, AccountDay } from './account-day.ts'
import { isLoud } from './joint-surprise.ts'

/** Reports account days to the second pass: who is at work, and against whom the evidence has risen. */
export type Teller = {
  /** Call it before the look-up at this position is judged. */
  begin(position: Position): void
  readonly tellRise: OnRise
  /** For the account's first look-up of a day, after it was judged. */
  tellPresence(view: View, account: Account): void
}

/**
 * Reports nothing for entities that the log does not name, and nothing at all if the policy has rings
 * switched off.
 */
export const createTeller = (
  peers: Peers,
  policy: Policy,
  tell: (accountDay: AccountDay) => void,
): Teller => {
  let place: Position = { topic: '', partition: 0, offset: 0 }
  let hasTold = false

  const tellAll = ({ lookUp }: View, { role, underWay: { day } }: Account, loud: Loud | null): void => {
    hasTold = true
    const { accountId, occurredAt } = lookUp
    const { topic, partition } = place
    for (const entity of entitiesOf(lookUp))
      tell({ entity, accountId, role, occurredAt, day, topic, partition, loud })
  }

  return {
    begin: (position) => {
      place = position
      hasTold = false
    },
    tellRise: ({ view, account, surprise }) => {
      // In the first week many accounts are loud on the same day, as on their first Monday or month's end.
      // That says nothing about what else they share.
      if (policy.ring.enabled && isLoud(surprise) && !isFirstWeek(peers, account.underWay.hour))
        tellAll(view, account, loudOf(view, surprise, place.offset))
    },
    tellPresence: (view, account) => {
      if (policy.ring.enabled && !hasTold) tellAll(view, account, null)
    },
  }
}

const loudOf = (view: View, surprise: number, offset: number): Loud => ({
  surprise: Math.round(surprise * 100) / 100,
  records: view.today('unexplained'),
  distinctWaybills: Math.round(view.distinct('PT24H')),
  foreignWaybills: view.isReachLogged ? Math.round(view.foreign('PT24H')) : null,
  outletId: view.lookUp.outletId,
  offset,
  eventId: view.lookUp.eventId,
})

const entitiesOf = ({ deviceId, sourceIp, outletId }: LookUp): readonly SharedEntity[] => {
  const entities: SharedEntity[] = []
  if (deviceId !== null) entities.push({ type: 'device', id: deviceId })
  if (sourceIp !== null) entities.push({ type: 'source', id: sourceIp })
  if (outletId !== null) entities.push({ type: 'outlet', id: outletId })
  return entities
}
