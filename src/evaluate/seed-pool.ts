import { availableParallelism } from 'node:os'
import { MessageChannel } from 'node:worker_threads'

import { Tinypool } from 'tinypool'

import type { SimulateOptions } from '../simulate/options.ts'
import type { Lineup } from './lineup.ts'
import type { RunResult } from './run.ts'
import type { SeedTask } from './seed-worker.ts'

export type SeedPool = {
  /** Calls `onHour` after each simulated hour, with the number of lines so far. */
  readonly play: (options: SimulateOptions, onHour: (lines: number) => void) => Promise<RunResult>
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
    play: async (options, onHour) => {
      const { port1, port2 } = new MessageChannel()
      port1.on('message', onHour)
      try {
        const task: SeedTask = { options, lineup, hours: port2 }
        return (await pool.run(task, { name: 'play', transferList: [port2] })) as RunResult
      } finally {
        port1.close()
      }
    },
    close: () => pool.destroy(),
  }
}
