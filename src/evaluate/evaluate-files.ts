// In: files of events and labels. Out: an evaluation. Fails closed on labels: an unreadable one is an error,
// because leaving a theft out would improve the score. Events that cannot be scored are counted, as in
// replay.
import type { Label } from '../contract/label.ts'
import { requireCounted } from '../pipeline/files/require-counted.ts'
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
  /** Receives hints about what is probably wrong with the events. */
  readonly tell: (hint: string) => void
}

/**
 * Scores the events of all files, read in the order given.
 * @throws WaywardenError `nothing_counted`, `file_unreadable`.
 */
export const evaluateFiles = async (
  { events, labels, format, progress, tell }: EvaluatedFiles,
  participants: Participants,
): Promise<Evaluation> => {
  const seed = labels.find((label) => label.kind === 'company')?.seed ?? null
  // Somebody who labels a log by hand knows accounts and times, but not single events.
  const isWhole = !labels.some(({ kind }) => kind === 'theft-event')
  const run = createRun({ seed, isWhole }, participants, format)
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
  requireCounted({ read: result.records, counted: result.records - result.rejected })
  return concludeRuns({ set: events.join(' '), seeds: seed === null ? [] : [seed] }, participants, [result])
}

/**
 * Reads labels in file order; they may come in any order.
 * @throws WaywardenError `usage_invalid` for an invalid label or a file without labels, `file_unreadable`.
 */
export const readLabels = async (path: string): Promise<readonly Label[]> => {
  const labels: Label[] = []
  const thefts = new Set<string>()
  // Place of each theft's first event label. The label of the theft itself may come later in the file.
  const places = new Map<string, string>()
  for await (const { records } of readFiles([path])) {
    for (const { value, offset } of records) {
      const place = `${path}, line ${offset + 1}`
      const label = readLabel(value ?? Buffer.alloc(0), place)
      if (label.kind === 'theft') takeTheft(thefts, label.id, place)
      if (label.kind === 'theft-event' && !places.has(label.theft)) places.set(label.theft, place)
      labels.push(label)
    }
  }
  for (const [theft, place] of places)
    if (!thefts.has(theft)) throw refuseLabels(place, '/theft names no theft of these labels')
  if (thefts.size === 0 && !labels.some(({ kind }) => kind === 'company'))
    throw refuseLabels(path, 'names no theft; of an honest log say {"kind":"company"}')
  return labels
}

/** Refuses a second theft with the same id: the two would be scored as one. */
const takeTheft = (known: Set<string>, id: string, place: string): void => {
  if (known.has(id)) throw refuseLabels(place, '/id is that of a theft before')
  known.add(id)
}
