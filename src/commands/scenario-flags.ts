// The flags by which both `simulate` and `evaluate` describe a scenario.
import { Command, Option } from 'commander'

import { defaultOptions, tactics, type SimulateOptions } from '../simulate/options.ts'
import { numberFrom, upTo } from './number-flags.ts'

/** The flags as commander hands them over. */
export type ScenarioFlags = Omit<
  SimulateOptions,
  'scenario' | 'seed' | 'accounts' | 'days' | 'startMs' | 'thefts' | 'ramp'
> & {
  readonly accounts?: number
  readonly days?: number
  readonly thefts?: string[]
  readonly ramp?: number
}

/** Adds the flags to a command. */
export const withScenarioFlags = (command: Command): Command =>
  command
    .option('--accounts <number>', 'accounts in the company (default: set by the scenario)', numberFrom(1))
    .option('--days <number>', 'length in days (default: set by the scenario)', numberFrom(1))
    .option(
      '--strength <factor>',
      'factor by which every theft is stronger or weaker',
      upTo(100),
      defaultOptions.strength,
    )
    .option(
      '--ramp <share>',
      'growth per day in the scenario slow-ramp (default: 0.05, 0.1 and 0.2)',
      upTo(1),
    )
    .option('--thefts <names...>', 'only these kinds of theft (default: set by the scenario)')
    .addOption(
      new Option(
        '--tactics <name>',
        'how thieves avoid notice: invented tickets, or all waybills from one other outlet',
      )
        .choices(tactics)
        .default(defaultOptions.tactics),
    )
    .addOption(known('--outlet-ids', 'whether the log names the outlets a waybill passes'))
    .addOption(known('--roles', 'whether the log names roles'))
    .addOption(known('--devices', 'whether the log names device, session and agent'))
    .addOption(known('--addresses', 'whether the log names source addresses'))
    .option(
      '--late <share>',
      'share of events that arrive minutes to hours late',
      upTo(1),
      defaultOptions.late,
    )
    .option('--duplicates <share>', 'share of events that arrive twice', upTo(1), defaultOptions.duplicates)
    .option('--garbage <share>', 'lines that are not events, per event', upTo(1), defaultOptions.garbage)

/** Commander's names of these flags, for an option that conflicts with all of them. */
export const scenarioFlagNames = (): string[] =>
  withScenarioFlags(new Command()).options.map((option) => option.attributeName())

/** Simulation options from the flags, with the default first day. The command's own flags are left out. */
export const scenarioOptions = (scenario: string, seed: number, flags: ScenarioFlags): SimulateOptions => {
  const { outletIds, roles, devices, addresses, strength, tactics, late, duplicates, garbage } = flags
  const { accounts = null, days = null, thefts = null, ramp = null } = flags
  const log = { outletIds, roles, devices, addresses, late, duplicates, garbage }
  const { startMs } = defaultOptions
  return { ...log, scenario, seed, strength, tactics, accounts, days, startMs, thefts, ramp }
}

const known = (flag: string, text: string): Option =>
  new Option(`${flag} <known|absent>`, text).choices(['known', 'absent']).default('known')
