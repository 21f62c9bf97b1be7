import { short } from '../../terminal/figures.ts'
import { drawMarkdown, drawTable, type Rows } from '../../terminal/table.ts'
import { wrap } from '../../terminal/wrap.ts'
import type { PolicyComparison } from '../compare-contenders.ts'
import type { Evaluation } from '../evaluation.ts'
import { rules } from '../rules/catalogue.ts'
import { isCaughtUnder, type Summary } from '../summary.ts'
import { calibrationRows } from './calibration-rows.ts'
import { comparisonLists } from './comparison-lists.ts'
import { contenderRows } from './contender-rows.ts'
import { oddityRows } from './oddity-rows.ts'
import { kindRows, theftRows } from './theft-rows.ts'
import { voiceRows } from './voice-rows.ts'

export type TextOptions = {
  /** Lists every theft, instead of only those missed or caught at 100 records or more. */
  readonly isEveryTheft: boolean
  /** Width of the terminal in columns; Infinity for a file. */
  readonly width: number
}

/** Renders the evaluation for a terminal. */
export const asText = (evaluation: Evaluation, { isEveryTheft, width }: TextOptions): string => {
  const [own] = evaluation.summaries
  if (own === undefined) return ''
  const thefts = evaluation.scores
    .filter((score) => score.contender === own.contender)
    .flatMap((run) => run.thefts)
  const hasCalibration = evaluation.calibration !== null
  const listed = isEveryTheft ? thefts : thefts.filter((theft) => !isCaughtUnder(theft, 100))
  const say = (text: string): string => wrap(text, width).join('\n')
  const draw = (rows: Rows): string => drawTable(rows, width)
  const listTitle = isEveryTheft ? 'Every theft' : 'Thefts missed, or caught at 100 records or more'
  return [
    say(headline(evaluation, own)),
    draw(contenderRows(evaluation.summaries)),
    say(LEGEND),
    ...evaluation.comparisons.flatMap((each) => ['', ...compareText(each, width)]),
    ...(evaluation.comparisons.length === 0 ? [] : [say(`\nThe tables below are of ${own.contender}.`)]),
    ...section('By kind of theft', own.kinds.length > 0, () => draw(kindRows(own.kinds))),
    ...section(listTitle, listed.length > 0, () => draw(theftRows(listed))),
    say('\nAccount-days with a false alarm, by the most severe alert of the day'),
    draw(oddityRows(own)),
    ...section('Who spoke in alerts of medium or higher', own.voices.length > 0, () =>
      draw(voiceRows(evaluation.summaries.slice(0, evaluation.policies.length))),
    ),
    ...section(
      say('Calibration: share of account-windows that reached a surprise, as a multiple of 10^-surprise'),
      hasCalibration,
      () => [draw(calibrationRows(evaluation.calibration ?? [])), say(CALIBRATION_LEGEND)].join('\n'),
    ),
  ].join('\n')
}

/** Renders the tables of the README. */
export const asMarkdown = (evaluation: Evaluation): string => {
  const [own] = evaluation.summaries
  if (own === undefined) return ''
  const titles = rules
    .filter((rule) => evaluation.summaries.some((summary) => summary.contender === rule.name))
    .map(({ name, title, source }) => `- ${name}: ${title}${source === null ? '' : ` ([source](${source}))`}`)
  return [
    headline(evaluation, own),
    '',
    drawMarkdown(contenderRows(evaluation.summaries)),
    ...evaluation.comparisons.flatMap((each) => ['', ...compareMarkdown(each)]),
    ...(titles.length === 0 ? [] : ['', ...titles]),
    ...(evaluation.calibration === null
      ? []
      : ['', drawMarkdown(calibrationRows(evaluation.calibration)), '', CALIBRATION_LEGEND]),
  ].join('\n')
}

const LEGEND =
  'caught: a medium alert or higher named the account; under 100: before 100 records were exposed. false: account-days with such an alert and no theft. A missed theft leaks all its records. In brackets: 95 % bootstrap intervals.'

const CALIBRATION_LEGEND =
  '! is outside a factor of 3 either way; ? may be, but there are too few windows to tell.'

const compareTitle = ({ first, other }: PolicyComparison): string => `${other} instead of ${first}`

const compareText = (comparison: PolicyComparison, width: number): readonly string[] => [
  ...wrap(compareTitle(comparison), width),
  ...comparisonLists(comparison).flatMap(({ title, items }) => [
    ...indented(title, 2, width),
    ...items.flatMap((item) => indented(item, 4, width)),
  ]),
]

const indented = (text: string, depth: number, width: number): readonly string[] =>
  wrap(text, width - depth, 2).map((line) => ' '.repeat(depth) + line)

const compareMarkdown = (comparison: PolicyComparison): readonly string[] => [
  `${compareTitle(comparison)}:`,
  '',
  ...comparisonLists(comparison).flatMap(({ title, items }) => [
    `- ${title}`,
    ...items.map((item) => `  - ${item}`),
  ]),
]

const headline = ({ played, records, rejected, policies }: Evaluation, own: Summary): string =>
  [
    `${played.set}${played.seeds.length === 0 ? '' : `, seed ${played.seeds.join(', ')}`}: ${short(records)} look-ups`,
    ...(rejected === 0 ? [] : [`${short(rejected)} of them rejected`]),
    `${short(own.accountDays)} account-days`,
    own.thefts === 1 ? 'one theft' : `${own.thefts} thefts`,
    ...(own.theftsWithoutEvents === 0 ? [] : [`${own.theftsWithoutEvents} more without an event`]),
    policies.length === 1
      ? `policy ${policies[0]?.version}`
      : `policies ${policies.map(({ name, version }) => `${name} ${version}`).join(', ')}`,
  ].join(', ')

const section = (title: string, isWanted: boolean, draw: () => string): string[] =>
  isWanted ? [`\n${title}`, draw()] : []
