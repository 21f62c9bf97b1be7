import type { LookUp } from '../contract/look-up.ts'
import { surprise as surpriseOf } from '../core/surprise.ts'
import { DAY_MS, localDay, WEEK_MS } from '../core/time.ts'
import { createView, type MovableView, type View } from '../core/view.ts'
import { countFor, quantities, surpriseLevels, type Age, type CalibrationCount } from './calibration-count.ts'
import type { Probe } from './engine.ts'
import { isAbout, type Truth } from './truth.ts'

/**
 * Samples the surprise of every quantity once per active account-hour or account-day, at its last look-up, which is what
 * detectors saw then. Accounts that take part in a theft are left out, so honest traffic is all that is judged.
 */
export type Calibration = { readonly probe: Probe; finish(): readonly CalibrationCount[] }

type Sample = { observed: number; mean: number; dispersion: number }
type UnderWay = {
  hour: number
  /** As of the last look-up. */
  role: string
  age: Age
  isOdd: boolean
  readonly samples: readonly Sample[]
}

export const createCalibration = (truth: Truth): Calibration => {
  const underWay = new Map<string, UnderWay>()
  const counts = new Map<string, CalibrationCount>()
  let view: MovableView | null = null

  const settle = (account: UnderWay, isDayOver: boolean): void => {
    for (const [at, quantity] of quantities.entries()) {
      if (quantity.per === 'day' && !isDayOver) continue
      const sample = account.samples[at]
      if (sample === undefined) continue
      const surprise = surpriseOf(sample.observed, sample.mean, sample.dispersion)
      const count = countFor(counts, quantity.name, account)
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
      view ??= createView(account, lookUp, peers)
      view.show(account, lookUp, peers)
      const { hour } = account.underWay
      const known = underWay.get(accountId) ?? startOf(hour)
      underWay.set(accountId, known)
      if (hour > known.hour) settle(known, localDay(hour) > localDay(known.hour))
      known.hour = hour
      known.role = account.role === '' ? (truth.roles.get(accountId) ?? '') : account.role
      known.age = ageOf(view.ageMs)
      known.isOdd = isOdd(truth, lookUp)
      sampleAll(known, view)
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
  samples: quantities.map(() => ({ observed: 0, mean: 0, dispersion: 1 })),
})

const ageOf = (ageMs: number): Age => {
  if (ageMs < DAY_MS) return 'first day'
  return ageMs < WEEK_MS ? 'first week' : 'later'
}

const isOdd = (truth: Truth, { accountId, occurredAt }: LookUp): boolean =>
  truth.odditiesOf(accountId).some((oddity) => isAbout(oddity, occurredAt))

const sampleAll = ({ samples }: UnderWay, view: View): void => {
  const usual = view.usual()
  for (const [at, { observe, expect }] of quantities.entries()) {
    const sample = samples[at]
    if (sample === undefined) continue
    sample.observed = observe(view)
    const { mean, dispersion } = expect(usual)
    sample.mean = mean
    sample.dispersion = dispersion
  }
}
