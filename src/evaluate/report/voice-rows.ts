import type { Rows } from '../../terminal/table.ts'
import { markTrial } from '../../terminal/trial.ts'
import type { Summary } from '../summary.ts'
import type { Voice } from '../voices.ts'

/**
 * One row per detector that shows a sign in an alert of medium or higher, with two columns per policy.
 * Detectors often share an alert.
 */
export const voiceRows = (policies: readonly Summary[]): Rows => {
  const names = new Set(policies.flatMap(({ voices }) => voices.map(nameOf)))
  const headOf = ({ contender }: Summary): readonly string[] =>
    policies.length === 1 ? HEAD : HEAD.map((head) => `${contender}: ${head}`)
  return {
    head: ['detector', ...policies.flatMap(headOf)],
    rows: [...names].map((name) => [
      name,
      ...policies.flatMap(({ voices, thefts }) => {
        const voice = voices.find((each) => nameOf(each) === name)
        return [thefts === 0 ? '-' : `${voice?.thefts ?? 0} of ${thefts}`, String(voice?.falseDays ?? 0)]
      }),
    ]),
  }
}

const HEAD = ['thefts', 'false account-days']

const nameOf = ({ detector, isOnTrial }: Voice): string => markTrial(detector, isOnTrial)
