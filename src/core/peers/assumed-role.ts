import { OwnSum, ownSum, type Account } from '../account.ts'

/** Prefix of the names of assumed roles. */
const ASSUMED = '~'
/**
 * Active days from which an account has an assumed role. Before, too little is known to say whom it is like.
 */
const LEAST_DAYS = 2
/** Usual days of accounts of one assumed role lie within this factor of each other. */
const SPREAD = 3

/** Whether the log has not named this role. */
export const isAssumed = (role: string): boolean => role === '' || role.startsWith(ASSUMED)

/**
 * If a log names no roles, accounts that read about as much a day count as colleagues, if both or neither
 * read mostly foreign waybills. So data entry is compared with data entry, and not with everyone. '' for an
 * account of less than two active days.
 */
export const assumedRole = (account: Account): string => {
  const days = ownSum(account, OwnSum.activeDays)
  if (days < LEAST_DAYS) return ''
  const size = Math.floor(Math.log(1 + ownSum(account, OwnSum.dayDistinct) / days) / Math.log(SPREAD))
  const isMostlyForeign = ownSum(account, OwnSum.foreign) * 2 > ownSum(account, OwnSum.knownReach)
  return `${ASSUMED}${size}${isMostlyForeign ? 'f' : ''}`
}
