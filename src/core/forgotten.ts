import type { Account } from './account.ts'
import type { Policy } from './policy.ts'
import type { SharedDay } from './ring/shared-day.ts'
import { DAY_MS } from './time.ts'

/** Whether the account was away for so long, up to a look-up at that time, that it begins anew. */
export const isAccountForgotten = (
  { forgetAfterDays }: Policy,
  { windows: { nowMs } }: Account,
  occurredAt: number,
): boolean => nowMs !== -1 && occurredAt - nowMs > forgetAfterDays * DAY_MS

/** Whether what is shared was out of use for so long, up to a finding of that day, that it begins anew. */
export const isSharedForgotten = (
  { forgetAfterDays }: Policy,
  { day: last }: SharedDay,
  day: number,
): boolean => last !== -1 && day - last > forgetAfterDays
