import type { Evaluation } from '../evaluation.ts'

/** The evaluation as plain JSON: figures, every theft and every false account-day. */
export const asJson = ({ scores, ...evaluation }: Evaluation): unknown => ({
  schema: 'waywarden.evaluation/1',
  ...evaluation,
  runs: scores.map(({ activeDays, oddities, ...score }) => ({
    ...score,
    accountDays: [...activeDays.values()].reduce((sum, days) => sum + days, 0),
    oddities: Object.fromEntries(oddities),
  })),
})
