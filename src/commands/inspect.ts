import type { Command } from 'commander'

import { printable } from '../contract/printable.ts'
import type { Asked } from '../inspect/inspect.ts'

/**
 * `waywarden inspect`: one account's windows beside its baseline, and what each detector says about it. Of the
 * alert of a ring, its members.
 */
export function registerInspect(program: Command): void {
  program
    .command('inspect')
    .description(
      'show what is known about an account or a ring, in Redis (read only) or after a replay of files',
    )
    .usage('<account> [options]') // after --replay the account would be one more file
    .argument('[account]', 'account id, as the audit log names it, or the alertId of an alert')
    .option('--config <file>', 'settings (default: waywarden.yaml if it exists, and the environment)')
    .option('--replay <files...>', 'score these files first, instead of reading Redis; - is standard input')
    .option(
      '--until <time>',
      'ignore events of the replay after this time, such as 2026-03-02T18:00:00+08:00',
    )
    .option('--policy <file>', 'thresholds (default: the policy file of the settings)')
    .option('--json', 'print the same as JSON')
    .action(async (account: string | undefined, flags: Asked, command: Command) => {
      if (account === undefined) command.error(withoutAccount(flags))
      const { inspect } = await import('../inspect/inspect.ts')
      await inspect(account, flags)
    })
}

/** As commander says it of an argument that is required, and what became of the account. */
function withoutAccount({ replay }: Asked): string {
  const missing = "error: missing required argument 'account'"
  if (replay === undefined) return missing
  return `${missing}: --replay took ${printable(replay.join(', '))}; name the account before it`
}
