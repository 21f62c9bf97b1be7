import type { Account } from '../company/accounts.ts'

/**
 * An outlet clerk between the role's usual day and two and a half times as much: with less, a few times the usual
 * would not be worth selling.
 */
export function isBusyClerk({ role, habits }: Account): boolean {
  const ratio = habits.waybillsPerDay / role.waybillsPerDay
  return role.name === 'outlet-clerk' && ratio >= 1 && ratio <= 2.5
}
