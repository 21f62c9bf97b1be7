import { markTrial } from '../../terminal/trial.ts'
import type { JointVerdict, Opinion } from '../opinions.ts'
import type { Report } from '../report.ts'
import { bar } from './blocks.ts'
import { cell, paintSurprise, paragraph, type Drawing } from './lines.ts'

const NAME_WIDTH = 20
const BAR = { width: 12, surprise: 12 }

const FROM_STATE =
  'Judged from the state alone: decoys in the last look-up and overrides for its outlet may be missing.'

type Speaking = Extract<Opinion, { kind: 'speaks' }>

/** Detectors with a finding, the strongest first, then the names of the silent and the switched-off ones. */
export const opinionsText = (
  { opinions, judgement, hasLookUp }: Report,
  drawing: Drawing,
): readonly string[] => {
  const speaking = opinions.filter((opinion) => opinion.kind === 'speaks')
  const names = (kind: Opinion['kind']) =>
    opinions
      .filter((opinion) => opinion.kind === kind)
      .map(({ detector, isShadow }) => markTrial(detector, isShadow))
  const loudestFirst = speaking.toSorted((a, b) => b.surprise - a.surprise)
  return [
    ...loudestFirst.flatMap((each) => speech(each, drawing)),
    ...list(drawing, 'silent', names('silent')),
    ...list(drawing, 'switched off', names('off')),
    ...(judgement === null ? [] : advice(judgement, loudestFirst[0], drawing, NAME_WIDTH)),
    ...(hasLookUp ? [] : [drawing.paint.dim(paragraph(drawing, 'note', FROM_STATE, NAME_WIDTH))]),
  ]
}

const speech = (opinion: Speaking, drawing: Drawing): readonly string[] => {
  const { detector, isShadow, observed, expected, limit, score, surprise, reason } = opinion
  const worth =
    limit === null
      ? `score ${cell(score)}, a surprise of ${surprise.toFixed(1)}`
      : `${observed > limit ? 'over' : 'at'} the limit of ${cell(limit)}`
  const drawn = bar(surprise, BAR.surprise, BAR.width)
  // A count in multiples of the usual has no usual value of its own (0). A limit is already in the sentence.
  const usual = expected === 0 || expected === limit ? '' : `, ${cell(expected)} usual`
  const figures = `${cell(observed)} seen${usual}; ${worth}`
  return [
    paintSurprise(
      paragraph(drawing, detector, `${isShadow ? 'On trial: ' : ''}${reason}`, NAME_WIDTH),
      surprise,
      drawing,
    ),
    paragraph(
      drawing,
      paintSurprise(drawn, surprise, drawing) + ' '.repeat(NAME_WIDTH - drawn.length),
      figures,
      NAME_WIDTH,
    ),
  ]
}

/** Triage steps and honest explanations for the strongest finding. A low alert is only watched for growth. */
export const advice = (
  { severity }: Pick<JointVerdict, 'severity'>,
  loudest: Pick<Speaking, 'triage' | 'falseAlarms'> | undefined,
  drawing: Drawing,
  nameWidth: number,
): readonly string[] =>
  loudest === undefined
    ? []
    : [
        paragraph(
          drawing,
          'what to do',
          `${severity === 'low' ? 'Watch it. If it grows: ' : ''}${loudest.triage.join(' ')}`,
          nameWidth,
        ),
        paragraph(drawing, 'may be honest', loudest.falseAlarms.join(' '), nameWidth),
      ]

const list = (drawing: Drawing, name: string, detectors: readonly string[]): readonly string[] =>
  detectors.length === 0 ? [] : [paragraph(drawing, name, detectors.join(', '), NAME_WIDTH)]
