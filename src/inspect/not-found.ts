import { WaywardenError } from '../contract/errors.ts'
import { readRingAlertId } from '../core/ring/ring-fold.ts'

/** The error for a name that is not found. `where` says what was searched. */
export const notFound = (name: string, where: string): WaywardenError => {
  const message = readRingAlertId(name) === null ? ofNobody(name, where) : ofRing(name)
  return new WaywardenError('account_not_found', message, { cause: null })
}

const ofNobody = (name: string, where: string): string =>
  `account "${name}" was not found in ${where}. Check the spelling; an account without look-ups is forgotten after the policy's forgetAfterDays`

const ofRing = (name: string): string =>
  `alert "${name}" of a ring is no longer kept, or was never raised. If it was, its record on the alerts topic names the members: inspect these`
