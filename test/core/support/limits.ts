import type { Severity } from '../../../src/contract/alert.ts'
import type { Detector } from '../../../src/core/detector.ts'

type Limits = { readonly maxRecords: number }

/** A detector that speaks as soon as an account has read more than `maxRecords` in 24 hours. */
export const recordLimit = (id: string, severity: Severity, maxRecords: number): Detector<Limits> => {
  const detector = {
    id,
    kind: 'limit' as const,
    title: `More than ${maxRecords} records`,
    severity,
    techniques: ['T1213'],
    why: 'To raise alerts at will.',
    blindSpots: ['All but one number.'],
    falseAlarms: ['Anybody busy.'],
    triage: ['Within 5 minutes: read exposure.records.', 'Within the hour: read entity.id.'],
    defaults: { maxRecords },
    detect: (view, limits) => {
      const observed = view.count('records', 'PT24H')
      if (observed <= limits.maxRecords) return null
      return {
        window: 'PT24H',
        observed,
        expected: limits.maxRecords,
        limit: limits.maxRecords,
        score: 0,
        baseline: 'fixed',
        reason: () => `${observed} records in 24 hours`,
      }
    },
  } satisfies Detector<Limits> & { readonly kind: string }
  return detector
}
