import { oddities } from './oddities/catalogue.ts'
import { scenarios } from './scenarios/catalogue.ts'
import { thefts } from './thefts/catalogue.ts'

/** The list that `simulate --list` prints: scenarios, thefts with their strengths, oddities. */
export function describeAll(): string {
  const sections = [
    [
      'Scenarios',
      scenarios.map(({ name, accounts, days, description }) => [
        name,
        `${description} (${accounts} accounts, ${days} days)`,
      ]),
    ],
    [
      'Thefts',
      thefts.map(({ name, description, strengths }) => [name, `${description}. Strength ${strengths}.`]),
    ],
    ['Honest oddities', oddities.map(({ name, description }) => [name, description])],
  ] as const
  return sections
    .map(
      ([title, rows]) =>
        `${title}\n${rows.map(([name = '', text = '']) => `  ${name.padEnd(26)}${text}`).join('\n')}\n`,
    )
    .join('\n')
}
