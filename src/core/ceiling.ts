import { LIMIT_SURPRISE, type Finding } from './detector.ts'
import type { View } from './view.ts'

/** More than so many usual days is not usual. */
const TIMES_USUAL = 15

/**
 * Whether an account above the ceiling does what its role does: an auditor who reads other outlets' waybills, a data entry clerk or an
 * integration in a log without outlets. The ceiling holds for them too, but more quietly.
 */
export const isUsualExposure = (view: View, unexplained: number): boolean => {
  // Only the role counts, which no account can teach alone.
  if (view.isReachLogged) return unexplained <= TIMES_USUAL * view.roleExposure()
  // Before the baseline stands nobody knows better.
  if (!view.isSettled) return true
  const { day, roleDay } = view.usual()
  return view.reading('PT24H') <= TIMES_USUAL * Math.max(day.mean, roleDay)
}

/** A limit of the policy that holds whatever was learnt. */
export const ceilingFinding = (observed: number, limit: number, what: string): Finding => ({
  window: 'PT24H',
  observed,
  expected: limit,
  limit,
  surprise: LIMIT_SURPRISE,
  baseline: 'fixed',
  reason: `${observed} ${what} in 24 hours; the policy allows ${limit} for any account`,
})
