// The work of one thread of the pool: it plays one seed.
import type { SimulateOptions } from '../simulate/options.ts'
import { enlist, type Lineup } from './lineup.ts'
import { NATIVE } from './log-format.ts'
import { playSeed } from './play-seed.ts'
import type { RunResult } from './run.ts'

export type SeedTask = { readonly options: SimulateOptions; readonly lineup: Lineup }

export const play = ({ options, lineup }: SeedTask): RunResult =>
  playSeed(options, enlist(lineup, NATIVE.tokenKey))
