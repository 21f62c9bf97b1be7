import { OwnSum, ownSum, type Account } from '../account.ts'

/** Begins the names of assumed roles. */
const ASSUMED = '~'
/** Before, too little is known of an account to say whom it is like. */
const LEAST_DAYS = 2
/** Days of one assumed role lie within this factor of each other. */
const SPREAD = 3

/** Whether the log has not named this role. */
export const isAssumed = (role: string): boolean => role === '' || role.startsWith(ASSUMED)

/**
 * Where a log names no roles, who reads about as much a day, and as mostly foreign or not, passes for a colleague: data entry is held
 * against data entry, and not against everyone. '' for an account of less than two days.
 */
export const assumedRole = (account: Account): string => {
  const days = ownSum(account, OwnSum.activeDays)
  if (days < LEAST_DAYS) return ''
  const size = Math.floor(Math.log(1 + ownSum(account, OwnSum.dayDistinct) / days) / Math.log(SPREAD))
  const isMostlyForeign = ownSum(account, OwnSum.foreign) * 2 > ownSum(account, OwnSum.knownReach)
  return `${ASSUMED}${size}${isMostlyForeign ? 'f' : ''}`
}
