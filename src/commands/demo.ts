import type { Command } from 'commander'

/** `waywarden demo`: simulates and scores a case modelled on Hebei 2020 while you watch. */
export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description(
      'two weeks of a province with two rented accounts, simulated and scored, without Kafka or Redis',
    )
    .action(async () => {
      const { runDemo } = await import('../replay/demo.ts')
      await runDemo()
    })
}
