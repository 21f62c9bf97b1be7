import { concludeRuns, type Evaluation } from '../../src/evaluate/evaluation.ts'
import { playSeed, saySimulation } from '../../src/evaluate/play-seed.ts'
import type { Participants } from '../../src/evaluate/run.ts'
import type { SimulateOptions } from '../../src/simulate/options.ts'

export type Simulations = { readonly options: SimulateOptions; readonly seeds: readonly number[] }

/** As the command does, without threads, and with whatever detectors. */
export const evaluateHere = ({ options, seeds }: Simulations, participants: Participants): Evaluation =>
  concludeRuns(
    { set: saySimulation(options), seeds },
    participants,
    seeds.map((seed) => playSeed({ ...options, seed }, participants, () => undefined)),
  )
