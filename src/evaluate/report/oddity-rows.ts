import { severities } from '../../contract/alert.ts'
import { short } from '../../terminal/figures.ts'
import type { Rows } from '../../terminal/table.ts'
import type { OdditySummary, Summary } from '../summary.ts'

/**
 * False account-days by what the account was doing: ordinary work first, then the oddities, most false days
 * first. The last row has the rates per 10,000 account-days.
 */
export const oddityRows = ({ oddities, accountDays, falseBySeverity, falseMediumUp }: Summary): Rows => {
  const rows = oddities
    .toSorted((a, b) => Number(b.name === null) - Number(a.name === null) || totalOf(b) - totalOf(a))
    .map((oddity) => [
      oddity.name ?? 'ordinary work',
      oddity.name === null ? '' : String(oddity.episodes),
      oddity.name === null ? '' : short(oddity.accountDays),
      ...severities.map((severity) => String(oddity.falseDays[severity])),
      short((mediumUp(oddity) / Math.max(1, accountDays)) * 10_000),
    ])
  const rates = severities.map((severity) => short(falseBySeverity[severity]))
  const all = ['per 10,000 account-days', '', short(accountDays), ...rates, short(falseMediumUp?.value ?? 0)]
  return {
    head: ['while', 'times', 'account-days', ...severities, 'medium up, per 10,000 of all'],
    rows: [...rows, all],
  }
}

const totalOf = ({ falseDays }: OdditySummary): number =>
  severities.reduce((sum, severity) => sum + falseDays[severity], 0)

const mediumUp = (oddity: OdditySummary): number => totalOf(oddity) - oddity.falseDays.low
