import type { Report } from '../report.ts'
import { column } from './blocks.ts'
import { cell, type Drawing } from './lines.ts'

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const HOURS = 24
const RULER = '0     6     12    18    '
const SUM_WIDTH = 7
/** Columns that two weeks side by side need. */
const BOTH_WIDTH = 73
/** Work is painted at hours in which the role does less than this share of its average hour. */
const ODD_SHARE = 0.1

const sumOf = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0)

/**
 * One row per day, one column per hour: the account's week beside its peers' week. The peers' week is scaled
 * to the account's total, so columns of equal height are equal work. For an account without a week of its
 * own, the peers' week is shown as shares.
 */
export const weekText = ({ week }: Report, drawing: Drawing): readonly string[] => {
  const total = sumOf(week.own)
  const role = week.roleShare.map((share) => share * (total === 0 ? 1 : total))
  const weeks: Weeks = {
    own: week.own,
    role,
    most: Math.max(...week.own, ...role),
    odd: (sumOf(role) / role.length) * ODD_SHARE,
    hasRoom: drawing.width >= BOTH_WIDTH,
  }
  const own = total === 0 ? 'own: none yet' : `own (█ is ${cell(weeks.most)} a week)`
  const beside = (text: string) => (weeks.hasRoom ? text : '')
  const roleHead = `    its peers, ${total === 0 ? 'as shares' : 'scaled to the same total'}`
  const heads = `       ${own.padEnd(HOURS + SUM_WIDTH)}${beside(roleHead)}`.trimEnd()
  const ruler = `       ${RULER}${beside(`${' '.repeat(SUM_WIDTH)}    ${RULER}`)}`.trimEnd()
  return [heads, ...DAYS.map((_, day) => dayRow(weeks, day, drawing)), drawing.paint.dim(ruler)]
}

type Weeks = {
  readonly own: readonly number[]
  readonly role: readonly number[]
  /** Waybills a week of a full column. */
  readonly most: number
  /** Hours with less than this are hours in which the role hardly works. */
  readonly odd: number
  /** Whether the role's week fits beside the account's own. */
  readonly hasRoom: boolean
}

const dayRow = ({ own, role, most, odd, hasRoom }: Weeks, day: number, { paint }: Drawing): string => {
  const [from, to] = [day * HOURS, (day + 1) * HOURS]
  const columns = own.slice(from, to).map((value, hour) => {
    const isOdd = (role[from + hour] ?? 0) < odd
    const color = value === 0 ? paint.dim : isOdd ? paint.yellow : paint.cyan
    return color(column(value, most))
  })
  const ofRole = role.slice(from, to)
  const roleColumns = paint.dim(ofRole.map((value) => column(value, most)).join(''))
  const sum = (values: readonly number[]) => cell(Math.round(sumOf(values))).padStart(SUM_WIDTH)
  const roleSum = sumOf(own) === 0 ? '' : sum(ofRole)
  const ownPart = `  ${DAYS[day]}  ${columns.join('')}${sum(own.slice(from, to))}`
  return hasRoom ? `${ownPart}    ${roleColumns}${roleSum}` : ownPart
}
