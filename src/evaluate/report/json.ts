import type { Evaluation } from '../evaluation.ts'

/** The evaluation as plain JSON: figures, thefts, false account-days and, if any, differences of policies. */
export const asJson = ({ played, scores, policies, comparisons, ...evaluation }: Evaluation): unknown => ({
  schema: 'waywarden.evaluation/1',
  played,
  policyVersion: policies[0]?.version,
  ...evaluation,
  ...(comparisons.length === 0 ? {} : { policies, comparisons }),
  runs: scores.map(({ activeDays, oddities, ...score }) => ({
    ...score,
    accountDays: [...activeDays.values()].reduce((sum, days) => sum + days, 0),
    oddities: Object.fromEntries(oddities),
  })),
})
