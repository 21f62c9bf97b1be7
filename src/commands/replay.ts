import type { Command } from 'commander'

import type { Asked } from '../replay/replay-files.ts'
import { numberFrom } from './number-flags.ts'

/** Above any topic's partition count. More would be slow: each lane reads the baselines of all others. */
const MOST_LANES = 1_024

/** `waywarden replay`: the same engine over files, with nothing else running. */
export function registerReplay(program: Command): void {
  program
    .command('replay')
    .description(
      'score files of audit events, without Kafka or Redis; alerts as they rise, and the summary, are shown on standard error',
    )
    .argument('<files...>', 'NDJSON in chronological order, optionally gzipped; - is standard input')
    .option(
      '--policy <file>',
      'thresholds (default: the policy file of the settings, else those of the detectors)',
    )
    .option(
      '--config <file>',
      'settings; only keys, mapping, limits and policy matter here (default: waywarden.yaml if it exists, and the environment)',
    )
    .option('--alerts <file>', 'alert records as NDJSON; - is standard output')
    .option('--rejects <file>', 'events that cannot be scored, and why, as NDJSON; - is standard output')
    .option('--summary <file>', 'the summary as JSON; - is standard output')
    .option(
      '--lanes <number>',
      'number of partitions of the input topic, keyed by account: what is usual is then learnt as by the lanes of run',
      numberFrom(1, MOST_LANES),
      1,
    )
    .action(async (files: string[], flags: Asked) => {
      const { replayFiles } = await import('../replay/replay-files.ts')
      await replayFiles(files, flags)
    })
}
