import type { Account } from '../core/account.ts'
import { cellDistinct, peerGroup, type Peers } from '../core/peers/peers.ts'
import { fromByte } from '../core/small-float.ts'
import { HOURS_OF_WEEK } from '../core/time.ts'

/** When waybills are read, indexed by hour of the week: Monday 00:00 first, on the company's clock. */
export type Week = {
  /** The account's waybills a week in each hour; all 0 before its first hour has ended. */
  readonly own: readonly number[]
  /** Share of the role's waybills that fall into each hour; all 0 for a role never seen. */
  readonly roleShare: readonly number[]
}

export const weekOf = (account: Account, peers: Peers): Week => {
  const group = peerGroup(peers, account.role)
  const hours = Array.from({ length: HOURS_OF_WEEK }, (_, hour) => hour)
  const ofRole = hours.map((hour) => cellDistinct(group, hour))
  const all = ofRole.reduce((sum, each) => sum + each, 0)
  return {
    own: hours.map((hour) => fromByte(account.own.profile[hour] ?? 0)),
    roleShare: ofRole.map((each) => (all === 0 ? 0 : each / all)),
  }
}
