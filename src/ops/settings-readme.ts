import { settingEntries, variableOf } from './settings-table.ts'

/** The README's table of settings, in Markdown. */
export function renderSettingsTable(): string {
  const rows = settingEntries.map(([name, { fallback, description, fromText, isEnvironmentOnly }]) => [
    isEnvironmentOnly === true ? '' : code(name),
    fromText === null ? '' : code(variableOf(name)),
    fallback === null ? '' : code(typeof fallback === 'object' ? fallback.join(', ') : String(fallback)),
    description.replaceAll('|', '\\|'),
  ])
  const head = [
    ['Setting', 'Environment', 'Default', 'Meaning'],
    ['---', '---', '---', '---'],
  ]
  return [...head, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

const code = (text: string): string => `\`${text}\``
