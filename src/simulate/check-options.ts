import { END_OF_TIME_MS } from '../contract/date-time.ts'
import { misused } from '../contract/errors.ts'
import { DAY_MS } from '../contract/time-units.ts'
import { roles } from './company/roles.ts'
import type { SimulateOptions } from './options.ts'
import { scenarios } from './scenarios/catalogue.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { slowRamp } from './thefts/slow-ramp.ts'

/** Most days and accounts that waybill numbers have room for. The smallest outlets hold twelve accounts. */
const MAX_DAYS = 400
const MAX_ACCOUNTS = 40_000

/** Returns the scenario that the options name. Throws `usage_invalid` with every fault of the options. */
export function checkOptions(options: SimulateOptions): Scenario {
  const scenario = scenarios.find(({ name }) => name === options.scenario)
  const thefts = [...new Set(scenario?.thefts.map(({ theft }) => theft))]
  const isStrange = (name: string): boolean =>
    scenario !== undefined && !thefts.some((theft) => theft.name === name)
  const days = options.days ?? scenario?.days ?? 1
  const leastAccounts = Object.keys(roles).length - (scenario?.without ?? []).length
  const hasRamp = scenario === undefined || thefts.includes(slowRamp)
  const faults = [
    scenario === undefined ? `no scenario "${options.scenario}"; choose one of ${namesOf(scenarios)}` : null,
    ...(options.thefts ?? [])
      .filter(isStrange)
      .map((name) => `no theft "${name}" in ${options.scenario}; it has ${namesOf(thefts) || 'none'}`),
    options.ramp !== null && !hasRamp
      ? `no ramp in ${options.scenario}; --ramp is for the scenario slow-ramp`
      : null,
    (options.accounts ?? 1) > MAX_ACCOUNTS
      ? `at most ${MAX_ACCOUNTS} accounts, not ${options.accounts}`
      : null,
    (options.accounts ?? leastAccounts) < leastAccounts
      ? `at least ${leastAccounts} accounts, one of each role, not ${options.accounts}`
      : null,
    options.startMs + days * DAY_MS > END_OF_TIME_MS
      ? `a log must end before 2200, so one of ${days} days must begin earlier`
      : null,
    (options.days ?? 1) > MAX_DAYS ? `at most ${MAX_DAYS} days, not ${options.days}` : null,
  ].filter((fault) => fault !== null)
  if (scenario !== undefined && faults.length === 0) return scenario
  throw misused(faults.join('\n'), faults)
}

const namesOf = (list: readonly { readonly name: string }[]): string =>
  list.map(({ name }) => name).join(', ')
