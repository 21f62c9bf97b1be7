import { WaywardenError } from '../contract/errors.ts'
import type { SimulateOptions } from './options.ts'
import { scenarios } from './scenarios/catalogue.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { thefts } from './thefts/catalogue.ts'

/** Days that waybill numbers have room for, and accounts, of which the smallest outlets hold twelve. */
const MAX_DAYS = 400
const MAX_ACCOUNTS = 40_000

/** The scenario that the options name. Throws `usage_invalid` with every fault that the options have. */
export function checkOptions(options: SimulateOptions): Scenario {
  const scenario = scenarios.find(({ name }) => name === options.scenario)
  const unknownThefts = (options.thefts ?? []).filter((name) => !thefts.some((theft) => theft.name === name))
  const faults = [
    scenario === undefined ? `no scenario "${options.scenario}"; choose one of ${namesOf(scenarios)}` : null,
    ...unknownThefts.map((name) => `no theft "${name}"; choose from ${namesOf(thefts)}`),
    (options.accounts ?? 1) > MAX_ACCOUNTS
      ? `at most ${MAX_ACCOUNTS} accounts, not ${options.accounts}`
      : null,
    (options.days ?? 1) > MAX_DAYS ? `at most ${MAX_DAYS} days, not ${options.days}` : null,
  ].filter((fault) => fault !== null)
  if (scenario !== undefined && faults.length === 0) return scenario
  throw new WaywardenError('usage_invalid', faults.join('\n'), { cause: faults })
}

const namesOf = (list: readonly { readonly name: string }[]): string =>
  list.map(({ name }) => name).join(', ')
