import { DAY_MS } from '../contract/time-units.ts'
import type { Account } from './account.ts'
import type { Policy } from './policy.ts'
import { accountsAtWork, LATEST_DAYS, type SharedDay } from './ring/shared-day.ts'

/**
 * Whether the account had no look-up for more than `forgetAfterDays` before this one, so that its state
 * begins anew.
 */
export const isAccountForgotten = (
  { forgetAfterDays }: Policy,
  { windows: { nowMs } }: Account,
  occurredAt: number,
): boolean => nowMs !== -1 && occurredAt - nowMs > forgetAfterDays * DAY_MS

/**
 * Days for which the state of a device, address or outlet is kept. If one account alone used it lately, it says
 * nothing about later days and is kept for `LATEST_DAYS` at most. Couriers have another address every day,
 * and a company would otherwise keep twenty per account.
 */
export const daysShared = ({ forgetAfterDays }: Policy, shared: SharedDay): number =>
  accountsAtWork(shared) < 2 ? Math.min(LATEST_DAYS, forgetAfterDays) : forgetAfterDays

/**
 * Whether the device, address or outlet was out of use for so long before `day` that its state begins anew.
 */
export const isSharedForgotten = (policy: Policy, shared: SharedDay, day: number): boolean =>
  shared.day !== -1 && day - shared.day > daysShared(policy, shared)
