import { alertDefaults, type PolicyDocument } from '../contract/policy.ts'
import type { ShapeFault } from '../contract/shape-faults.ts'

type Threshold = Exclude<keyof typeof alertDefaults, 'quiet'>

/** In each pair the first may not be below the second, or no alert could have the milder severity. */
const pairs: readonly (readonly [upper: Threshold, lower: Threshold])[] = [
  ['lowFalseAlarms', 'mediumFalseAlarms'],
  ['mediumFalseAlarms', 'highFalseAlarms'],
  ['highFalseAlarms', 'criticalFalseAlarms'],
  ['criticalRecords', 'highRecords'],
]

/** Thresholds that contradict each other. What is not written has its default, and the fault lies with what is. */
export function findOrderFaults({ alerts = {} }: PolicyDocument): readonly ShapeFault[] {
  const numbers = { ...alertDefaults, ...alerts }
  return pairs
    .filter(([upper, lower]) => numbers[upper] < numbers[lower])
    .map(([upper, lower]) =>
      alerts[lower] === undefined
        ? faultOf(upper, `must be at least ${lower}, which is ${numbers[lower]}`)
        : faultOf(lower, `must be at most ${upper}, which is ${numbers[upper]}`),
    )
}

const faultOf = (threshold: Threshold, message: string): ShapeFault => ({
  path: ['alerts', threshold],
  at: 'value',
  message,
})
