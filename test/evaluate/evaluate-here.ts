import { detectors } from '../../detectors/index.ts'
import { concludeRuns, type Evaluation } from '../../src/evaluate/evaluation.ts'
import { playSeed, saySimulation } from '../../src/evaluate/play-seed.ts'
import type { Participants } from '../../src/evaluate/run.ts'
import type { Summary } from '../../src/evaluate/summary.ts'
import { defaultOptions, type SimulateOptions } from '../../src/simulate/options.ts'
import { defaultPolicy } from '../ops/default-policy.ts'

export type Simulations = { readonly options: SimulateOptions; readonly seeds: readonly number[] }

/** As the command does, without threads, and with whatever detectors. */
export const evaluateHere = ({ options, seeds }: Simulations, participants: Participants): Evaluation =>
  concludeRuns(
    { set: saySimulation(options), seeds },
    participants,
    seeds.map((seed) => playSeed({ ...options, seed }, participants, () => undefined)),
  )

/** All detectors under the default policy, and nothing to compare them with. */
export const byDefault: Participants = {
  policies: [{ name: 'waywarden', policy: defaultPolicy(detectors) }],
  detectors,
  rules: [],
  hasCalibration: false,
}

/** How they do on one seed of a set; what `set` does not say is as the command has it. */
export const summaryOf = (set: Partial<SimulateOptions>, seed: number): Summary => {
  const { summaries } = evaluateHere({ options: { ...defaultOptions, ...set }, seeds: [seed] }, byDefault)
  return summaries[0] as Summary
}
