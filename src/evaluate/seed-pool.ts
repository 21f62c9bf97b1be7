import { availableParallelism } from 'node:os'

import { Tinypool } from 'tinypool'

import type { SimulateOptions } from '../simulate/options.ts'
import type { Lineup } from './lineup.ts'
import type { RunResult } from './run.ts'
import type { SeedTask } from './seed-worker.ts'

export type SeedPool = {
  readonly play: (options: SimulateOptions) => Promise<RunResult>
  close(): Promise<void>
}

/** Plays seeds in parallel, one thread per core: a seed keeps one core busy for most of a minute. */
export const createSeedPool = (lineup: Lineup): SeedPool => {
  const pool = new Tinypool({
    filename: new URL('seed-worker.js', import.meta.url).href, // built: threads cannot load TypeScript
    minThreads: 0,
    maxThreads: availableParallelism(),
  })
  return {
    play: async (options) => {
      const task: SeedTask = { options, lineup }
      return (await pool.run(task, { name: 'play' })) as RunResult
    },
    close: () => pool.destroy(),
  }
}
