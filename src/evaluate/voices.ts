import { isAtLeast } from '../contract/alert.ts'
import { getOrMake } from '../contract/get-or-make.ts'
import type { RaisedAlert } from './contender.ts'

/**
 * How often a detector's signs are in alerts of medium or higher; on trial: in those it would have raised.
 */
export type Voice = {
  readonly detector: string
  readonly isOnTrial: boolean
  /** Thefts with an alert of medium or higher that shows this detector's sign. */
  readonly thefts: number
  /** False account-days with such an alert. */
  readonly falseDays: number
}

/** Collects the voices of one run. */
export type Voices = {
  about(alert: RaisedAlert, theft: string): void
  /** For an alert that no theft explains. */
  falsely(alert: RaisedAlert, accountDay: string): void
  finish(): readonly Voice[]
}

type Heard = Pick<Voice, 'detector' | 'isOnTrial'> & {
  readonly thefts: Set<string>
  readonly falseDays: Set<string>
}

export const createVoices = (): Voices => {
  const heard = new Map<string, Heard>()
  const allIn = ({ severity, detectors, isShadow: isOnTrial }: RaisedAlert): readonly Heard[] =>
    isAtLeast(severity, 'medium')
      ? detectors.map((detector) =>
          getOrMake(heard, keyOf({ detector, isOnTrial }), () => ({
            detector,
            isOnTrial,
            thefts: new Set(),
            falseDays: new Set(),
          })),
        )
      : []
  return {
    about: (alert, theft) => allIn(alert).forEach(({ thefts }) => thefts.add(theft)),
    falsely: (alert, accountDay) => allIn(alert).forEach(({ falseDays }) => falseDays.add(accountDay)),
    finish: () =>
      [...heard.values()].map(({ thefts, falseDays, ...who }) => ({
        ...who,
        thefts: thefts.size,
        falseDays: falseDays.size,
      })),
  }
}

const keyOf = ({ detector, isOnTrial }: Pick<Voice, 'detector' | 'isOnTrial'>): string =>
  `${detector}/${isOnTrial}`

/** Sums the voices of several runs. Detectors that speak in most thefts come first. */
export const addVoices = (runs: readonly (readonly Voice[])[]): readonly Voice[] => {
  const sums = new Map<string, Voice>()
  for (const voice of runs.flat()) {
    const { thefts = 0, falseDays = 0 } = sums.get(keyOf(voice)) ?? {}
    sums.set(keyOf(voice), {
      ...voice,
      thefts: thefts + voice.thefts,
      falseDays: falseDays + voice.falseDays,
    })
  }
  return [...sums.values()].toSorted((a, b) => b.thefts - a.thefts || b.falseDays - a.falseDays)
}
