import {
  alertDefaults,
  defaultForgetAfterDays,
  type DetectorSettings,
  type DetectorTable,
  type PolicyDocument,
} from '../contract/policy.ts'
import type { ShapeFault } from '../contract/shape-faults.ts'
import { LEAST_IDLE_DAYS } from '../core/windows/traces.ts'

type Threshold = Exclude<keyof typeof alertDefaults, 'quiet'>

/** In each pair the first may not be below the second, or no alert could have the milder severity. */
const pairs: readonly (readonly [upper: Threshold, lower: Threshold])[] = [
  ['lowFalseAlarms', 'mediumFalseAlarms'],
  ['mediumFalseAlarms', 'highFalseAlarms'],
  ['highFalseAlarms', 'criticalFalseAlarms'],
  ['criticalRecords', 'highRecords'],
]

/**
 * Finds parts of a policy that are valid by themselves and contradict each other. Parts
 * with faults are left out.
 */
export function findBrokenPolicyRules(
  document: PolicyDocument,
  faults: readonly ShapeFault[],
): readonly ShapeFault[] {
  const areSound = (...parts: readonly (keyof PolicyDocument)[]) =>
    faults.every(({ path: [part] }) => part !== undefined && !parts.some((each) => each === part))
  return [
    ...(areSound('alerts') ? findOrderFaults(document) : []),
    ...(areSound('forgetAfterDays', 'detectors', 'overrides') ? findIdleFaults(document) : []),
  ]
}

/**
 * Thresholds of severities in the wrong order. One that is not written has its default;
 * the fault is reported at one that is written.
 */
function findOrderFaults({ alerts = {} }: PolicyDocument): readonly ShapeFault[] {
  const numbers = { ...alertDefaults, ...alerts }
  return pairs
    .filter(([upper, lower]) => numbers[upper] < numbers[lower])
    .map(([upper, lower]) =>
      alerts[lower] === undefined
        ? orderFault(upper, `must be at least ${lower}, which is ${numbers[lower]}`)
        : orderFault(lower, `must be at most ${upper}, which is ${numbers[upper]}`),
    )
}

const orderFault = (threshold: Threshold, message: string): ShapeFault => ({
  path: ['alerts', threshold],
  at: 'value',
  message,
})

/**
 * Finds `minIdleDays` outside what the state knows: shorter absences are days off, and
 * after longer ones an account is forgotten.
 */
function findIdleFaults(document: PolicyDocument): readonly ShapeFault[] {
  const { forgetAfterDays = defaultForgetAfterDays, detectors = {}, overrides = {} } = document
  const tables: (readonly [path: readonly string[], table: DetectorTable])[] = [[['detectors'], detectors]]
  for (const [kind, named] of Object.entries(overrides))
    for (const [name, table] of Object.entries(named)) tables.push([['overrides', kind, name], table])
  return tables.flatMap(([path, table]) =>
    Object.entries(table).flatMap(([detector, settings]) => {
      const message = idleFault(settings, forgetAfterDays)
      return message === null ? [] : { path: [...path, detector, 'minIdleDays'], at: 'value', message }
    }),
  )
}

function idleFault({ minIdleDays }: DetectorSettings, forgetAfterDays: number): string | null {
  if (typeof minIdleDays !== 'number') return null
  if (minIdleDays < LEAST_IDLE_DAYS)
    return `must be at least ${LEAST_IDLE_DAYS}: shorter absences are days off`
  // The day on which the account comes back is one of the days.
  if (minIdleDays <= forgetAfterDays - 1) return null
  return `must be at most ${forgetAfterDays - 1}: after forgetAfterDays, which is ${forgetAfterDays}, an account begins anew`
}
