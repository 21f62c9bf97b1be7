import type { Account } from '../company/accounts.ts'
import { mobileIp, token, type Source } from '../company/sources.ts'
import type { Random } from '../random/create-random.ts'
import { below, chance } from '../random/draws.ts'

/**
 * Assumed, per active hour: how often a person logs in again, and how often a carrier changes the address.
 */
const NEW_SESSION_SHARE = 0.12
const NEW_ADDRESS_SHARE = 0.35
const RESTLESS_LOOK_UPS = 4

export type Desk = {
  /** Call it once per active hour. `given` replaces the account's own machine. */
  readonly sitDown: (day: number, given: Source | null) => void
  /** The source of the next look-up. */
  readonly now: (restlessAddress: boolean) => Source
}

/** Sessions and addresses of one account: a computer keeps its office address, a PDA roams. */
export function createDesk(random: Random, account: Account): Desk {
  let base = account.source
  let current = base
  let today = Number.NaN
  const renew = (changes: Partial<Source>) => {
    current = { ...current, ...changes }
  }
  const sitDown = (day: number, given: Source | null) => {
    const wanted = given ?? account.source
    const moved = wanted !== base
    if (moved) [base, current] = [wanted, wanted]
    if (base.channel === 'pda' && chance(random, NEW_ADDRESS_SHARE)) renew({ sourceIp: mobileIp(random) })
    if (!moved && day === today && !chance(random, NEW_SESSION_SHARE)) return
    today = day
    if (base.channel !== 'api') renew({ sessionId: token(random, 12) })
  }
  const now = (restlessAddress: boolean): Source => {
    if (restlessAddress && below(random, RESTLESS_LOOK_UPS) === 0) renew({ sourceIp: mobileIp(random) })
    return current
  }
  return { sitDown, now }
}
