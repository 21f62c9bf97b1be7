// In: files of events and of labels. Out: an evaluation. Fails closed: a label that cannot be read is an error, for a
// theft less would be a better score; an event that cannot be scored is counted, as replay does.
import type { Label } from '../simulate/output/label.ts'
import type { Progress } from '../terminal/progress.ts'
import { readFiles } from '../transport/file.ts'
import { concludeRuns, type Evaluation } from './evaluation.ts'
import { readLabel, refuseLabels } from './label-line.ts'
import type { LogFormat } from './log-format.ts'
import { createRun, type Participants } from './run.ts'

export type EvaluatedFiles = {
  readonly events: readonly string[]
  readonly labels: readonly Label[]
  readonly format: LogFormat
  readonly progress: Progress
  /** Hears what is probably wrong with the events. */
  readonly tell: (hint: string) => void
}

/** In file order. */
export const evaluateFiles = async (
  { events, labels, format, progress, tell }: EvaluatedFiles,
  participants: Participants,
): Promise<Evaluation> => {
  const seed = labels.find((label) => label.kind === 'company')?.seed ?? null
  const run = createRun(seed, participants, format)
  for (const label of labels) run.label(label)
  let lines = 0
  for await (const { records, bytesRead } of readFiles(events)) {
    for (const record of records) run.record(record)
    lines += records.length
    progress.update(bytesRead, lines)
  }
  progress.stop()
  const result = run.finish()
  result.hints.forEach(tell)
  return concludeRuns({ set: events.join(' '), seeds: seed === null ? [] : [seed] }, participants, [result])
}

/** In the order of the file, which may be any. @throws WaywardenError `usage_invalid` where they are none, `file_unreadable`. */
export const readLabels = async (path: string): Promise<readonly Label[]> => {
  const labels: Label[] = []
  const thefts = new Set<string>()
  // Where the first event of each theft is labelled: a theft may be named behind its events.
  const places = new Map<string, string>()
  for await (const { records } of readFiles([path])) {
    for (const { value, offset } of records) {
      const place = `${path}, line ${offset + 1}`
      const label = readLabel(value?.toString() ?? '', place)
      if (label === null) continue
      if (label.kind === 'theft') takeTheft(thefts, label.id, place)
      if (label.kind === 'theft-event' && !places.has(label.theft)) places.set(label.theft, place)
      labels.push(label)
    }
  }
  for (const [theft, place] of places)
    if (!thefts.has(theft)) throw refuseLabels(place, '/theft names no theft of these labels')
  if (thefts.size === 0 && !labels.some(({ kind }) => kind === 'company'))
    throw refuseLabels(path, 'names no theft; of an honest log say {"kind":"company"}')
  return markWhole(labels)
}

/** Who labels a log by hand knows accounts and times: where no event is listed, all that the accounts of a theft did then is of it. */
const markWhole = (labels: readonly Label[]): readonly Label[] =>
  labels.some(({ kind }) => kind === 'theft-event')
    ? labels
    : labels.map((label) => (label.kind === 'theft' ? { ...label, isWhole: true } : label))

/** Two thefts of one id would be one. */
const takeTheft = (known: Set<string>, id: string, place: string): void => {
  if (known.has(id)) throw refuseLabels(place, '/id is that of a theft before')
  known.add(id)
}
