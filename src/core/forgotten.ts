import { DAY_MS } from '../contract/time-units.ts'
import type { Account } from './account.ts'
import type { Policy } from './policy.ts'
import { accountsToday, LATEST_DAYS, type SharedDay } from './ring/shared-day.ts'

/** Whether the account was away for so long, up to a look-up at that time, that it begins anew. */
export const isAccountForgotten = (
  { forgetAfterDays }: Policy,
  { windows: { nowMs } }: Account,
  occurredAt: number,
): boolean => nowMs !== -1 && occurredAt - nowMs > forgetAfterDays * DAY_MS

/**
 * For how many days what is shared is known. What one account alone has used tells nothing of a later day: and couriers have another
 * address every day, of which a company would else keep twenty an account.
 */
export const daysShared = ({ forgetAfterDays }: Policy, shared: SharedDay): number =>
  accountsToday(shared) < 2 ? Math.min(LATEST_DAYS, forgetAfterDays) : forgetAfterDays

/** Whether what is shared was out of use for so long, up to something told of that day, that it begins anew. */
export const isSharedForgotten = (policy: Policy, shared: SharedDay, day: number): boolean =>
  shared.day !== -1 && day - shared.day > daysShared(policy, shared)
