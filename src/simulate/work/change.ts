import type { Outlet } from '../company/network.ts'
import type { Role } from '../company/role.ts'
import type { Source } from '../company/sources.ts'

/** What differs for one account during a stretch of time. An absent field means no difference. */
export type Change = {
  readonly account: number
  readonly fromMs: number
  readonly toMs: number
  /** Amount of work, as a multiple of the usual. */
  readonly load?: number
  /** Share of the look-ups that go to another outlet's parcels. */
  readonly covers?: { readonly outlet: Outlet; readonly share: number }
  /** The owner does not work: not yet hired, on leave, or gone. */
  readonly away?: boolean
  readonly role?: Role
  readonly source?: Source
  /** A new mobile address every few look-ups instead of every few hours. */
  readonly restlessAddress?: boolean
}

export const FOREVER_MS = Number.MAX_SAFE_INTEGER

/** The combined effect of all changes that apply at one moment. */
export type Now = {
  readonly role: Role
  readonly load: number
  readonly away: boolean
  readonly covers: NonNullable<Change['covers']> | null
  readonly source: Source | null
  readonly restlessAddress: boolean
}
