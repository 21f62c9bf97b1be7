// In: labels and records of one run, in order of arrival. Out: a score for every contender, all over the same events.
// Guarantee: records go through the decoder and the file clock of replay, so a score says what replay would do.
import type { Decoded } from '../pipeline/decode/decode.ts'
import { createFileClock, MOST_AGREEING } from '../pipeline/file-clock.ts'
import type { Label } from '../simulate/output/label.ts'
import type { InputRecord } from '../transport/input-record.ts'
import { createActivity } from './activity.ts'
import type { Contender } from './contender.ts'
import { createScorer, type RunScore } from './scorer.ts'
import type { Truth } from './truth.ts'

const BATCH = 512

export type MatchOptions = {
  readonly seed: number
  readonly zoneMs: number
  readonly decode: (record: InputRecord) => Decoded
  readonly truth: Truth
  readonly contenders: readonly Contender[]
}

export type MatchResult = {
  /** Lines read, and how many of them could not be scored. */
  readonly records: number
  readonly rejected: number
  readonly scores: readonly RunScore[]
}

/** One run: every look-up goes to every contender. */
export type Match = {
  /** A theft's event has to be labelled before its record is taken. */
  readonly label: (label: Label) => void
  readonly record: (record: InputRecord) => void
  readonly finish: () => MatchResult
}

export const createMatch = ({ seed, zoneMs, decode, truth, contenders }: MatchOptions): Match => {
  const activity = createActivity(zoneMs)
  const clock = createFileClock(decode)
  let waiting: InputRecord[] = []
  const entries = contenders.map((contender) => ({
    contender,
    scorer: createScorer(contender.name, truth, zoneMs),
  }))
  let records = 0
  let rejected = 0
  const score = (record: InputRecord): void => {
    records++
    const decoded = clock.sift(decode(record))
    if (decoded.kind === 'reject') {
      rejected++
      return
    }
    const { lookUp } = decoded
    activity.see(lookUp)
    truth.arrive(lookUp)
    for (const { contender, scorer } of entries) {
      for (const alert of contender.onEvent(lookUp, record)) scorer.take(alert)
    }
  }
  const scoreFirst = (count: number): void => {
    clock.foresee(waiting)
    waiting.slice(0, count).forEach(score)
    waiting = waiting.slice(count)
  }
  return {
    label: truth.learn,
    record: (record) => {
      if (waiting.push(record) === BATCH + MOST_AGREEING) scoreFirst(BATCH)
    },
    finish: () => {
      scoreFirst(waiting.length)
      return { records, rejected, scores: entries.map(({ scorer }) => scorer.finish(seed, activity)) }
    },
  }
}
