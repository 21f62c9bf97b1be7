import { defaultOptions, type SimulateOptions } from '../simulate/options.ts'
import { eventLine } from '../simulate/output/event-line.ts'
import { simulate } from '../simulate/simulate.ts'
import { isBlank } from '../transport/file.ts'
import { concludeRuns, type Evaluation } from './evaluation.ts'
import { NATIVE } from './log-format.ts'
import { createRun, type Participants, type RunResult } from './run.ts'

export type EvaluatedSimulation = {
  /** Its `seed` is replaced by each of `seeds`. */
  readonly options: SimulateOptions
  readonly seeds: readonly number[]
  /** Called after each seed. */
  readonly onSeed?: (seed: number, result: RunResult) => void
}

/** Simulates, replays and scores each seed in this process, without files. Events go through their JSON, as from a log. */
export const evaluateSimulation = (
  { options, seeds, onSeed = () => {} }: EvaluatedSimulation,
  participants: Participants,
): Evaluation => {
  const runs = seeds.map((seed) => {
    const result = playSeed({ ...options, seed }, participants)
    onSeed(seed, result)
    return result
  })
  return concludeRuns({ set: describe(options), seeds }, participants, runs)
}

const playSeed = (options: SimulateOptions, participants: Participants): RunResult => {
  const run = createRun(options.seed, participants, NATIVE)
  let offset = 0
  const take = (line: string): void => {
    const place = { topic: 'simulation', partition: 0, offset: offset++ }
    const value = Buffer.from(line)
    if (!isBlank(value)) run.record({ ...place, timestampMs: 0, value })
  }
  simulate(options, { event: (event) => take(eventLine(event)), garbage: take, label: run.label })
  return run.finish()
}

/** The scenario, and what is not as it is by default. */
const describe = (options: SimulateOptions): string =>
  [
    options.scenario,
    ...Object.entries({ ...options, scenario: defaultOptions.scenario, seed: defaultOptions.seed })
      .filter(([name, value]) => value !== defaultOptions[name as keyof SimulateOptions])
      .map(([name, value]) => `${name} ${[value].flat().join(' ')}`),
  ].join(', ')
