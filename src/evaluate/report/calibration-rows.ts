import { judgedWindows } from '../../core/baselines/judged-windows.ts'
import { short } from '../../terminal/figures.ts'
import type { Rows } from '../../terminal/table.ts'
import { ages, surpriseLevels, type CalibrationCount } from '../calibration-count.ts'
import { summarizeCalibration, fitOf, type CalibrationLevel } from '../calibration-summary.ts'

/**
 * One row per judged window and group, with reached over expected at each level of surprise. Groups of
 * ordinary work come first, by role and then by age of the account. Windows during honest oddities come last.
 * The marks are those of `fitOf`.
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
