import { Option, type Command } from 'commander'

import type { Asked } from '../evaluate/evaluate.ts'
import { defaultOptions } from '../simulate/options.ts'
import {
  scenarioFlagNames,
  scenarioOptions,
  withScenarioFlags,
  type ScenarioFlags,
} from './scenario-flags.ts'

type Flags = ScenarioFlags & Omit<Asked, 'simulation'> & { readonly simulate?: string }

/** `waywarden evaluate`: thefts caught, records exposed and false alarms, on labelled or simulated events. */
export function registerEvaluate(program: Command): void {
  const command = program
    .command('evaluate')
    .description(
      'measure detection against the truth: thefts caught, records exposed before the first alert, false alarms',
    )
    .usage('[events...] [options]') // after --against or --thefts, files would be taken for names
    .argument('[events...]', 'labelled events as NDJSON, optionally gzipped; - is standard input')
    .addOption(
      new Option(
        '--labels <file>',
        'labels of the thefts among them, by hand or as written by simulate --labels (their form: waywarden schema label)',
      ).conflicts(['simulate', 'seeds', ...scenarioFlagNames()]),
    )
    .addOption(
      new Option(
        '--config <file>',
        'settings; only mapping, limits, token key and policy matter here (default: of files, waywarden.yaml if it exists, and the environment)',
      ).conflicts('simulate'),
    )
    .option(
      '--policy <file>',
      'thresholds (default: of files, the policy file of the settings, else those of the detectors); repeat it to compare policies with the first one, where "default" stands for those of the detectors',
      (file: string, before?: readonly string[]) => [...(before ?? []), file],
    )
    .option('--against <rules...>', 'also score other rules on the same events: all, or their names', [])
    .option('--simulate <scenario>', 'simulate the events instead of reading them')
    .option('--seeds <list>', 'seeds of the simulations, such as 1..5 or 1,4,7', '1..5')
  withScenarioFlags(command)
    .option('--calibration', 'compare the surprise of honest account-windows with its probability')
    .option('--per-theft', 'list every theft')
    .addOption(new Option('--markdown', 'print the table as Markdown').conflicts('perTheft'))
    .option('--json <file>', 'write every figure as JSON; - is standard output')
    .action(async (events: string[], { simulate, ...flags }: Flags) => {
      const simulation = simulate === undefined ? null : scenarioOptions(simulate, defaultOptions.seed, flags)
      const { evaluate } = await import('../evaluate/evaluate.ts')
      await evaluate(events, { ...flags, simulation })
    })
}
