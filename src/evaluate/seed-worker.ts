// The work of one thread of the pool: it plays one seed.
import type { MessagePort } from 'node:worker_threads'

import type { SimulateOptions } from '../simulate/options.ts'
import { enlist, type Lineup } from './lineup.ts'
import { NATIVE } from './log-format.ts'
import { playSeed } from './play-seed.ts'
import type { RunResult } from './run.ts'

export type SeedTask = {
  readonly options: SimulateOptions
  readonly lineup: Lineup
  /** Receives the number of lines so far, after each simulated hour. */
  readonly hours: MessagePort
}

export const play = ({ options, lineup, hours }: SeedTask): RunResult =>
  playSeed(options, enlist(lineup, NATIVE.tokenKey), (lines) => hours.postMessage(lines))
