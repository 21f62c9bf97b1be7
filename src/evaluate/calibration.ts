import { getOrMake } from '../contract/get-or-make.ts'
import type { LookUp } from '../contract/look-up.ts'
import { DAY_MS } from '../contract/time-units.ts'
import type { Account } from '../core/account.ts'
import { judgedWindows, windowSurprise } from '../core/baselines/judged-windows.ts'
import type { Peers } from '../core/peers/peers.ts'
import { workDay, WEEK_MS } from '../core/time.ts'
import { createView, type MovableView, type View } from '../core/view.ts'
import { countFor, surpriseLevels, type Age, type CalibrationCount } from './calibration-count.ts'
import type { Probe } from './engine.ts'
import { isAbout, type Truth } from './truth.ts'

/**
 * Samples the surprise of every judged window once per active account-hour or account-day, as of the last
 * look-up in it. Accounts that take part in a theft are left out, so that only honest traffic is measured.
 */
export type Calibration = { readonly probe: Probe; finish(): readonly CalibrationCount[] }

type UnderWay = {
  hour: number
  /** Role, age and oddity as of the last look-up. */
  role: string
  age: Age
  isOdd: boolean
  /** One surprise per judged window, as of the last look-up. */
  readonly surprises: number[]
}

export const createCalibration = (truth: Truth): Calibration => {
  const underWay = new Map<string, UnderWay>()
  const counts = new Map<string, CalibrationCount>()
  let view: MovableView | null = null

  const settle = (account: UnderWay, isDayOver: boolean): void => {
    for (const [at, { name, per }] of judgedWindows.entries()) {
      if (per === 'day' && !isDayOver) continue
      const surprise = account.surprises[at] ?? 0
      const count = countFor(counts, name, account)
      count.windows++
      for (const [level, atLeast] of surpriseLevels.entries()) {
        if (surprise >= atLeast) count.reached[level] = (count.reached[level] ?? 0) + 1
      }
    }
  }

  return {
    probe: (account, lookUp, peers) => {
      const { accountId } = lookUp
      if (truth.theftsOf(accountId).length > 0) return
      if (view === null) view = createView(account, lookUp, peers)
      else view.show(account, lookUp, peers)
      const { hour } = account.underWay
      const known = getOrMake(underWay, accountId, () => startOf(hour))
      if (hour > known.hour) settle(known, workDay(hour) > workDay(known.hour))
      known.hour = hour
      // The look-up's own role comes first: the state shortens long role names (role-name.ts).
      known.role = lookUp.role ?? (account.role === '' ? (truth.roles.get(accountId) ?? '') : account.role)
      known.age = ageOf(view.ageMs)
      known.isOdd = isOdd(truth, lookUp)
      sampleAll(known, account, view, peers)
    },
    finish: () => {
      for (const account of underWay.values()) settle(account, true)
      underWay.clear()
      return [...counts.values()]
    },
  }
}

const startOf = (hour: number): UnderWay => ({
  hour,
  role: '',
  age: 'first day',
  isOdd: false,
  surprises: judgedWindows.map(() => 0),
})

const ageOf = (ageMs: number): Age => {
  if (ageMs < DAY_MS) return 'first day'
  return ageMs < WEEK_MS ? 'first week' : 'later'
}

const isOdd = (truth: Truth, { accountId, occurredAt }: LookUp): boolean =>
  truth.odditiesOf(accountId).some((oddity) => isAbout(oddity, occurredAt))

const sampleAll = ({ surprises }: UnderWay, account: Account, view: View, peers: Peers): void => {
  const usual = view.usual()
  for (const [at, window] of judgedWindows.entries()) {
    const comparison = { observed: window.observe(account, view), expected: usual[window.of] }
    surprises[at] = windowSurprise(peers, account.role, window, comparison)
  }
}
