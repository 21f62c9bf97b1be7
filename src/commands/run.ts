import type { Command } from 'commander'

import { heedSignals } from '../ops/signals.ts'

type Flags = { readonly config?: string; readonly policy?: string }

/** `waywarden run`: scores a Kafka topic against Redis until it is told to stop. */
export function registerRun(program: Command): void {
  program
    .command('run')
    .description('score the audit topic: Kafka in, state in Redis, alerts out')
    .option('--config <file>', 'settings (default: waywarden.yaml if it exists, and the environment)')
    .option('--policy <file>', 'thresholds (default: the policy file of the settings)')
    .action(async ({ config, policy }: Flags) => {
      const ending = heedSignals()
      const { runProcess } = await import('../pipeline/live/run-process.ts')
      const exitCode = await runProcess({ configFile: config ?? null, policyFile: policy ?? null, ending })
      process.exit(exitCode) // a client still waiting for a reply must not hold the process
    })
}
