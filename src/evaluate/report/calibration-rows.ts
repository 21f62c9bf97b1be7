import { judgedWindows } from '../../core/baselines/judged-windows.ts'
import { short } from '../../terminal/figures.ts'
import type { Rows } from '../../terminal/table.ts'
import { ages, surpriseLevels, type CalibrationCount } from '../calibration-count.ts'
import { summarizeCalibration, fitOf, type CalibrationLevel } from '../calibration-summary.ts'

/**
 * Reached over expected for each level of surprise: by role, then by age of the account, over ordinary work, and at the
 * end what honest oddities do to it. The marks are those of `fitOf`.
 */
export const calibrationRows = (counts: readonly CalibrationCount[]): Rows => {
  const ordinary = counts.filter((count) => !count.isOdd)
  const roles = [...new Set(ordinary.map((count) => count.role))].toSorted()
  const rowsOf = (quantity: string) => {
    const row = (who: string, own: readonly CalibrationCount[]) =>
      cells(
        `${quantity}, ${who}`,
        own.filter((count) => count.quantity === quantity),
      )
    return [
      ...roles.map((role) =>
        row(
          role === '' ? 'no role' : role,
          ordinary.filter((count) => count.role === role),
        ),
      ),
      ...ages.map((age) =>
        row(
          `all roles, ${age}`,
          ordinary.filter((count) => count.age === age),
        ),
      ),
      row('all roles', ordinary),
      row(
        'all roles, in honest oddities',
        counts.filter((count) => count.isOdd),
      ),
    ]
  }
  return {
    head: [
      'surprise at the end of an active hour or day',
      'windows',
      ...surpriseLevels.map((level) => `>= ${level}`),
    ],
    rows: judgedWindows.flatMap(({ name }) => rowsOf(name)),
  }
}

const cells = (title: string, counts: readonly CalibrationCount[]): string[] => {
  const { windows, levels } = summarizeCalibration(counts)
  return [title, short(windows), ...levels.map(cell)]
}

const MARKS = { within: '', 'too often': ' !', 'too rare': ' !', 'too few to tell': ' ?' } as const

const cell = (level: CalibrationLevel): string =>
  level.expected === 0 ? '-' : `x ${short(level.factor)}${MARKS[fitOf(level)]}`
