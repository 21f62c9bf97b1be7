import { WaywardenError } from '../../contract/errors.ts'
import { company } from './company.ts'
import { hebei } from './hebei.ts'
import { honest } from './honest.ts'
import { promotion } from './promotion.ts'
import { slowRampScenario } from './slow-ramp.ts'
import type { Scenario } from './scenario.ts'

export const scenarios: readonly Scenario[] = [company, honest, promotion, slowRampScenario, hebei]

/** Throws `usage_invalid` with the list on a name that is not in it. */
export function findScenario(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name)
  if (found !== undefined) return found
  const names = scenarios.map((scenario) => scenario.name)
  throw new WaywardenError('usage_invalid', `no scenario "${name}"; choose one of ${names.join(', ')}`, {
    cause: names,
  })
}
