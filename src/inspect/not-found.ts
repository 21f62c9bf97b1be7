import { WaywardenError } from '../contract/errors.ts'
import { isRingAlertId } from '../core/ring/ring-fold.ts'
import { ring } from '../core/ring/ring.ts'

/**
 * The error for a name that is not found. The id of a ring's alert gets advice on what to inspect instead.
 * `where` says what was searched.
 */
export const notFound = (name: string, where: string): WaywardenError =>
  new WaywardenError('account_not_found', isRingAlertId(name) ? adviseOnRing(name) : ofNobody(name, where), {
    cause: null,
  })

/** What to do about the alert of a ring. */
export const adviseOnRing = (alertId: string): string =>
  [
    `"${alertId}" is the alert of a ring: inspect its members, which are accounts.`,
    ...ring.triage,
    `What it may be instead: ${ring.falseAlarms.join(' ')}`,
  ].join('\n')

const ofNobody = (name: string, where: string): string =>
  `account "${name}" was not found in ${where}. Check the spelling; an account without look-ups is forgotten after the policy's forgetAfterDays`
