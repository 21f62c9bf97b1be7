import { company } from './company.ts'
import { hebei } from './hebei.ts'
import { honest } from './honest.ts'
import { promotion } from './promotion.ts'
import type { Scenario } from './scenario.ts'
import { slowRampScenario } from './slow-ramp.ts'

/** Every scenario, the default first. */
export const scenarios: readonly Scenario[] = [company, honest, promotion, slowRampScenario, hebei]
