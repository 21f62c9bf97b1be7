import {
  defaultForgetAfterDays,
  type DetectorSettings,
  type DetectorTable,
  type PolicyDocument,
} from '../contract/policy.ts'
import { LEAST_IDLE_DAYS } from '../core/windows/traces.ts'
import type { ShapeFault } from '../contract/shape-faults.ts'

/** Where `minIdleDays` asks for sleeps that the state does not know: days off, and those after which an account is forgotten. */
export function findIdleFaults(document: PolicyDocument): readonly ShapeFault[] {
  const { forgetAfterDays = defaultForgetAfterDays, detectors = {}, overrides = {} } = document
  const tables: (readonly [path: readonly string[], table: DetectorTable])[] = [[['detectors'], detectors]]
  for (const [kind, named] of Object.entries(overrides))
    for (const [name, table] of Object.entries(named)) tables.push([['overrides', kind, name], table])
  return tables.flatMap(([path, table]) =>
    Object.entries(table).flatMap(([detector, settings]) => {
      const message = faultOf(settings, forgetAfterDays)
      return message === null ? [] : { path: [...path, detector, 'minIdleDays'], at: 'value', message }
    }),
  )
}

const faultOf = ({ minIdleDays }: DetectorSettings, forgetAfterDays: number): string | null => {
  if (typeof minIdleDays !== 'number') return null
  if (minIdleDays < LEAST_IDLE_DAYS)
    return `must be at least ${LEAST_IDLE_DAYS}: shorter absences are days off`
  // The day of waking is one of the days.
  if (minIdleDays <= forgetAfterDays - 1) return null
  return `must be at most ${forgetAfterDays - 1}: after forgetAfterDays, which is ${forgetAfterDays}, an account begins anew`
}
