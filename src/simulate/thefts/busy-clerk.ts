import type { Account } from '../company/accounts.ts'

/**
 * An outlet clerk whose usual day is 1 to 2.5 times that of the role. For a quieter clerk, a few times the
 * usual would not be worth selling.
 */
export function isBusyClerk({ role, habits }: Account): boolean {
  const ratio = habits.waybillsPerDay / role.waybillsPerDay
  return role.name === 'outlet-clerk' && ratio >= 1 && ratio <= 2.5
}
