import { defineConfig } from 'vitest/config'

import { LongestFirst } from './longest-first.ts'

// `unit` needs nothing; `integration` starts its own Kafka and Redis (test/integration/services.ts), one file at a time,
// and after `unit`: what it measures in seconds should not compete for the cores.
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          root: '.',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.int.test.ts'],
          maxWorkers: '100%', // by itself vitest leaves a core idle, of two the half
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'integration',
          root: '.',
          include: ['test/**/*.int.test.ts'],
          globalSetup: ['test/integration/services.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
})
