import { settingEntries, variableOf } from '../../src/ops/settings-table.ts'
import { drawMarkdown } from '../../src/terminal/table.ts'

/** The README's table of settings, in Markdown. */
export const renderSettingsTable = (): string =>
  drawMarkdown({
    head: ['Setting', 'Environment', 'Default', 'Meaning'],
    rows: settingEntries.map(([name, { fallback, description, fromText, isEnvironmentOnly }]) => [
      isEnvironmentOnly === true ? '' : code(name),
      fromText === null ? '' : code(variableOf(name)),
      fallback === null ? '' : code(typeof fallback === 'object' ? fallback.join(', ') : String(fallback)),
      description,
    ]),
    wordColumns: [0, 1, 2, 3],
  })

const code = (text: string): string => `\`${text}\``
