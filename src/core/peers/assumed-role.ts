import { OwnSum, type Account } from '../account.ts'

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
export const assumedRole = ({ own: { sums } }: Account): string => {
  const [days, distinct, known, foreign] = [
    OwnSum.activeDays,
    OwnSum.dayDistinct,
    OwnSum.knownReach,
    OwnSum.foreign,
  ].map((at) => sums[at] ?? 0) as [number, number, number, number]
  if (days < LEAST_DAYS) return ''
  const size = Math.floor(Math.log(1 + distinct / days) / Math.log(SPREAD))
  return `${ASSUMED}${size}${foreign * 2 > known ? 'f' : ''}`
}
