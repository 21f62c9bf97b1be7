import { fourPrefectures } from '../company/counties.ts'
import { slowRamp } from '../thefts/slow-ramp.ts'
import type { Scenario } from './scenario.ts'

const FIRST_DAY = 14
const growths = [0.05, 0.1, 0.2]
/** Half of the ramps take only waybills of the own outlet; in the other half every second one is foreign. */
const foreignShares = [0, 0.5]

export const slowRampScenario: Scenario = {
  name: 'slow-ramp',
  description:
    'six clerks of ninety who, after two honest weeks, take 5, 10 or 20 % more every day; no oddities',
  accounts: 600,
  days: 42,
  counties: fourPrefectures,
  accountsPerOutlet: 28,
  without: ['integration', 'data-entry'],
  thefts: growths.flatMap((growth) =>
    foreignShares.map((foreignShare) => ({
      theft: slowRamp,
      times: 1,
      wish: { growth, foreignShare, day: FIRST_DAY },
    })),
  ),
  oddities: [],
}
