import { WaywardenError } from '../contract/errors.ts'

/** The error for an account that is not found. `where` says what was searched. */
export const notFound = (account: string, where: string): WaywardenError =>
  error(
    `account "${account}" was not found in ${where}. Check the spelling; an account without look-ups is forgotten after the policy's forgetAfterDays`,
  )

/** The error for the alert of a ring that is not found. */
export const ringNotFound = (alertId: string): WaywardenError =>
  error(
    `alert "${alertId}" of a ring is no longer kept, or was never raised. If it was, its record on the alerts topic names the members: inspect these`,
  )

const error = (message: string): WaywardenError =>
  new WaywardenError('account_not_found', message, { cause: null })
