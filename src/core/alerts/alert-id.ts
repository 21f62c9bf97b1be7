import { accountAlertIdPattern } from '../../contract/policy.ts'

/**
 * Id of an alert about an account: the account, the time of the look-up that raised it (base 36), and the
 * first half of its event's hash. The policy accepts ids of this form only (contract/policy.ts).
 */
export const accountAlertId = (accountId: string, timeMs: number, eventHi: string): string =>
  `${accountId}/${timeMs.toString(36)}-${eventHi}`

/** Reads the account and time from the id of an account's alert; null if it is a ring's id, or none. */
export const readAccountAlertId = (
  alertId: string,
): { readonly accountId: string; readonly timeMs: number } | null => {
  const [, accountId, time] = FORM.exec(alertId) ?? []
  return accountId === undefined || time === undefined
    ? null
    : { accountId, timeMs: Number.parseInt(time, 36) }
}

const FORM = new RegExp(accountAlertIdPattern)
