import { accountAlertIdPattern } from '../../contract/policy.ts'

/**
 * Of an alert about an account: which, when the look-up happened that raised it, and of whose event. The policy takes ids of this form alone
 * (contract/policy.ts).
 */
export const accountAlertId = (accountId: string, timeMs: number, eventHi: string): string =>
  `${accountId}/${timeMs.toString(36)}-${eventHi}`

/** What the id of an account's alert says; null: it is another's, or none. */
export const readAccountAlertId = (
  alertId: string,
): { readonly accountId: string; readonly timeMs: number } | null => {
  const [, accountId, time] = FORM.exec(alertId) ?? []
  return accountId === undefined || time === undefined
    ? null
    : { accountId, timeMs: Number.parseInt(time, 36) }
}

const FORM = new RegExp(accountAlertIdPattern)
