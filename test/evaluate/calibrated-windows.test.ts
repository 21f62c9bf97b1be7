import { expect, it } from 'vitest'

import { judgedWindows } from '../../src/core/baselines/judged-windows.ts'
import { ages, type CalibrationCount } from '../../src/evaluate/calibration-count.ts'
import { summarizeCalibration, fitOf } from '../../src/evaluate/calibration-summary.ts'
import { defaultOptions } from '../../src/simulate/options.ts'
import { byDefault, evaluateHere } from './evaluate-here.ts'

const SEEDS = [7]
/** With half as many a company learns more slowly, and says too little on its first day: x 0.1. */
const company = { scenario: 'honest', accounts: 240, days: 14 }
/** Scores two weeks of 240 accounts. */
const PATIENCE_MS = 900_000

/**
 * A role is outside when the whole 95 % interval of its factor is (`fitOf`). A handful of windows cannot tell: a role of ten people
 * has some hundred days, which say nothing of one in 10,000.
 */
it(
  'windows of ordinary work reach a surprise as often as it says, within a factor of three, for each role and from the first day on',
  () => {
    const { calibration } = evaluateHere(
      { options: { ...defaultOptions, ...company }, seeds: SEEDS },
      { ...byDefault, hasCalibration: true },
    )
    const ordinary = (calibration ?? []).filter(({ isOdd }) => !isOdd)
    const roles = [...new Set(ordinary.map(({ role }) => role))]
    expect(roles.length).toBeGreaterThan(5)
    const outside = judgedWindows.flatMap(({ name }) => {
      const of = ordinary.filter(({ quantity }) => quantity === name)
      const groups = [
        ...roles.map((role) => ({ who: role, counts: of.filter((count) => count.role === role) })),
        ...ages.map((age) => ({ who: age, counts: of.filter((count) => count.age === age) })),
        { who: 'all', counts: of },
      ]
      return groups.flatMap(({ who, counts }) => outsideOf(`${name}, ${who}`, counts))
    })
    expect(outside).toEqual([])
  },
  PATIENCE_MS,
)

const outsideOf = (title: string, counts: readonly CalibrationCount[]): readonly string[] =>
  summarizeCalibration(counts).levels.flatMap((level) => {
    const verdict = fitOf(level)
    const isOutside = verdict === 'too often' || verdict === 'too rare'
    return isOutside ? [`${title} >= ${level.surprise}: ${verdict}, x ${level.factor.toFixed(2)}`] : []
  })
