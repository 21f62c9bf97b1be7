import type { Report } from '../report.ts'
import { column } from './blocks.ts'
import { cell, type Drawing } from './lines.ts'

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const HOURS = 24
const RULER = '0     6     12    18    '
const SUM_WIDTH = 7
/** Work at hours at which the role does less than so much of its average hour's is painted. */
const ODD_SHARE = 0.1

const sumOf = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0)

/**
 * A row a day, a column an hour: the account's own week beside its role's, which is scaled to as many waybills, so that equal columns
 * are equal work. An account without a week of its own is shown its role's, as shares.
 */
export const weekText = ({ week }: Report, drawing: Drawing): readonly string[] => {
  const total = sumOf(week.own)
  const role = week.roleShare.map((share) => share * (total === 0 ? 1 : total))
  const most = Math.max(...week.own, ...role)
  const odd = (sumOf(role) / role.length) * ODD_SHARE
  const { paint } = drawing
  const rows = DAYS.map((day, at) => {
    const [from, to] = [at * HOURS, (at + 1) * HOURS]
    const own = week.own.slice(from, to)
    const ofRole = role.slice(from, to)
    const columns = own.map((value, hour) => {
      const drawn = column(value, most)
      if (value === 0) return paint.dim(drawn)
      return sumOf(role) > 0 && (ofRole[hour] ?? 0) < odd ? paint.yellow(drawn) : paint.cyan(drawn)
    })
    const roleColumns = ofRole.map((value) => paint.dim(column(value, most)))
    const ownSum = cell(Math.round(sumOf(own))).padStart(SUM_WIDTH)
    const roleSum = total === 0 ? '' : cell(Math.round(sumOf(ofRole))).padStart(SUM_WIDTH)
    return `  ${day}  ${columns.join('')}${ownSum}    ${roleColumns.join('')}${roleSum}`
  })
  const own = total === 0 ? 'own: none yet' : `own (█ is ${cell(most)} a week)`
  const heads = `       ${own.padEnd(HOURS + SUM_WIDTH)}    its role${total === 0 ? ', as shares' : ', scaled to as many'}`
  const ruler = paint.dim(`       ${RULER}${' '.repeat(SUM_WIDTH)}    ${RULER}`.trimEnd())
  return [heads, ...rows, ruler]
}
