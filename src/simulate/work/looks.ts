import type { Action } from '../../contract/look-up.ts'
import type { Account, Habits } from '../company/accounts.ts'
import type { Parcels } from '../company/parcels.ts'
import type { Random } from '../random/create-random.ts'
import { below, chance } from '../random/draws.ts'
import type { Now } from './change.ts'
import type { Chooser } from './choose-parcel.ts'
import type { Desk } from './desk.ts'
import type { Draft } from './draft.ts'
import type { Memory, Opened } from './memory.ts'

/** Assumed: a locked or restricted waybill is rare. */
const DENIED_SHARE = 0.001
/** Assumed: a service agent handles the next waybill under the same ticket in three of ten cases. */
const SAME_TICKET_SHARE = 0.3

export type Situation = { readonly day: number; readonly now: Now; readonly habits: Habits }

/** What one account's honest work is made from. */
export type Parts = {
  readonly random: Random
  readonly account: Account
  readonly nextId: () => string
  readonly memory: Memory
  readonly chooser: Chooser
  readonly desk: Desk
  readonly parcels: Parcels
}

/** Makes single look-ups: of a new waybill, or of one opened before. */
export function createLooks({ random, account, nextId, memory, chooser, desk, parcels }: Parts) {
  let ticket = 0
  const nextTicket = () => {
    if (ticket === 0 || !chance(random, SAME_TICKET_SHARE)) ticket = 10_000_000 + below(random, 90_000_000)
    return ticket
  }

  const choose = ({ day, now, habits }: Situation): Opened => {
    if (now.covers !== null && chance(random, now.covers.share)) {
      return { parcel: chooser.at(now.covers.outlet, day), ticket: 0 }
    }
    const stray = habits.foreignShare < 1 && chance(random, habits.foreignShare)
    const parcel = stray ? chooser.foreign(day) : chooser.usual(now.role, day)
    const asked = (stray || habits.foreignShare === 1) && chance(random, now.role.ticketShare)
    return { parcel, ticket: asked ? nextTicket() : 0 }
  }

  const write = ({ now }: Situation, at: number, opened: Opened, action: Action): Draft => ({
    at,
    eventId: nextId(),
    account,
    role: now.role.name,
    source: desk.now(now.restlessAddress),
    action,
    outcome: chance(random, DENIED_SHARE) ? 'denied' : 'found',
    waybills: [parcels.waybill(opened.parcel)],
    recordCount: null,
    ticketId: opened.ticket === 0 ? null : `T${opened.ticket}`,
    theft: null,
  })

  const fresh = (situation: Situation, at: number): Draft => {
    const { role } = situation.now
    const opened = choose(situation)
    if (chance(random, role.notFoundShare)) {
      const waybills = [parcels.mistyped(opened.parcel)]
      return { ...write(situation, at, opened, 'query'), waybills, outcome: 'not_found' }
    }
    memory.remember(opened)
    return write(situation, at, opened, actionOf(random, role.revealShare, role.printShare))
  }

  const repeated = (situation: Situation, at: number): Draft => {
    const opened = memory.recall(random)
    if (opened === null) return fresh(situation, at)
    return write(situation, at, opened, actionOf(random, situation.now.role.revealShare, 0))
  }

  return { fresh, repeated }
}

function actionOf(random: Random, revealShare: number, printShare: number): Action {
  const luck = random()
  if (luck < revealShare) return 'reveal'
  return luck < revealShare + printShare ? 'print' : 'query'
}
