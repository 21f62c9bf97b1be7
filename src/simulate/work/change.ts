import type { Outlet } from '../company/network.ts'
import type { Role } from '../company/role.ts'
import type { Source } from '../company/sources.ts'

/** What is different for one account during a stretch of time. Absent means as always. */
export type Change = {
  readonly account: number
  readonly fromMs: number
  readonly toMs: number
  /** Times the usual amount of work. */
  readonly load?: number
  /** Share of the look-ups that go to another outlet's parcels. */
  readonly covers?: { readonly outlet: Outlet; readonly share: number }
  /** Does not work: not yet hired, on leave, or gone. */
  readonly away?: true
  readonly role?: Role
  readonly source?: Source
  /** A new mobile address every few look-ups instead of every few hours. */
  readonly restlessAddress?: true
}

export const FOREVER_MS = Number.MAX_SAFE_INTEGER

/** The changes of one moment, summed up. */
export type Now = {
  readonly role: Role
  readonly load: number
  readonly away: boolean
  readonly covers: NonNullable<Change['covers']> | null
  readonly source: Source | null
  readonly restlessAddress: boolean
}
