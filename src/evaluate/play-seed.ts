import { defaultOptions, type SimulateOptions } from '../simulate/options.ts'
import { eventLine } from '../simulate/output/event-line.ts'
import type { SimulatedEvent } from '../simulate/output/simulated-event.ts'
import { simulateInSteps } from '../simulate/simulate.ts'
import { NATIVE } from './log-format.ts'
import { createRun, type Participants, type RunResult } from './run.ts'

/**
 * Simulates, replays and scores one seed without files. Events go through their JSON, as from a log. Calls
 * `onHour` after each simulated hour, with the number of lines so far.
 */
export const playSeed = (
  options: SimulateOptions,
  participants: Participants,
  onHour: (lines: number) => void,
): RunResult => {
  const run = createRun({ seed: options.seed, isWhole: false }, participants, NATIVE)
  let offset = 0
  const take = (line: string): void => {
    const place = { topic: 'simulation', partition: 0, offset: offset++ }
    const value = Buffer.from(line)
    if (value.length > 0) run.record({ ...place, timestampMs: 0, value })
  }
  const sink = { event: (event: SimulatedEvent) => take(eventLine(event)), garbage: take, label: run.label }
  for (const _ of simulateInSteps(options, sink)) onHour(offset)
  return run.finish()
}

/** Describes a simulation in words: the scenario, and every option that differs from its default. */
export const saySimulation = (options: SimulateOptions): string =>
  [
    options.scenario,
    ...Object.entries({ ...options, scenario: defaultOptions.scenario, seed: defaultOptions.seed })
      .filter(([name, value]) => value !== defaultOptions[name as keyof SimulateOptions])
      .map(([name, value]) => `${name} ${[value].flat().join(' ')}`),
  ].join(', ')
