import { InvalidArgumentError, Option, type Command } from 'commander'

import { parseDateTime } from '../contract/date-time.ts'
import { OFFSET_MS } from '../simulate/calendar.ts'
import { defaultOptions } from '../simulate/options.ts'
import type { LogFiles } from '../simulate/write-log.ts'
import { numberFrom } from './number-flags.ts'
import {
  scenarioFlagNames,
  scenarioOptions,
  withScenarioFlags,
  type ScenarioFlags,
} from './scenario-flags.ts'

type Flags = ScenarioFlags &
  LogFiles & {
    readonly scenario: string
    readonly seed: number
    readonly from: number
    readonly list?: true
  }

/** `waywarden simulate`: writes an express company's audit log with known thefts in it, made from a seed. */
export function registerSimulate(program: Command): void {
  const command = program
    .command('simulate')
    .description('write the audit log of a simulated express company, and labels that mark the thefts in it')
    .addOption(
      new Option('-l, --list', 'list scenarios, thefts and oddities with descriptions, and exit').conflicts([
        'scenario',
        'seed',
        'from',
        'out',
        'labels',
        ...scenarioFlagNames(),
      ]),
    )
    .option('--scenario <name>', 'the company and what happens in it', defaultOptions.scenario)
    .option('--seed <number>', 'same seed, same log', numberFrom(0), defaultOptions.seed)
    .addOption(
      new Option('--from <date>', 'first day of the log, local time')
        .argParser(localMidnight)
        .default(defaultOptions.startMs, '2026-03-02'),
    )
    .option('--out <file>', 'events as NDJSON; - is standard output, .gz compresses', '-')
    .option('--labels <file>', 'labels as NDJSON')
  withScenarioFlags(command).action(async (flags: Flags) => {
    if (flags.list === true) {
      const { describeAll } = await import('../simulate/describe.ts')
      process.stdout.write(describeAll())
      return
    }
    const { writeLog } = await import('../simulate/write-log.ts')
    await writeLog({ ...scenarioOptions(flags.scenario, flags.seed, flags), startMs: flags.from }, flags)
  })
}

/** Midnight of this date on the company's clock, epoch milliseconds. */
function localMidnight(text: string): number {
  const atMs = parseDateTime(`${text}T00:00:00Z`) - OFFSET_MS
  if (atMs >= 0) return atMs
  throw new InvalidArgumentError('Give a date no earlier than 1970-01-02, such as 2026-03-02.')
}
