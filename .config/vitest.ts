import { defineConfig } from 'vitest/config'

import { LongestFirst } from './longest-first.ts'

/** They simulate a company for a minute or so each. */
const detection = [
  'test/pipeline/company.test.ts',
  'test/evaluate/budget.test.ts',
  'test/evaluate/calibrated-windows.test.ts',
  'test/evaluate/company-scores.test.ts',
]

/**
 * Node loads the modules itself, and tsx takes off their types: through vite's loader every call from one module to
 * another looks up an export, which makes detection take half as long again.
 */
const byNode = {
  experimental: { viteModuleRunner: false, nodeLoader: false },
  execArgv: ['--import', 'tsx', '--max-semi-space-size=64'], // the young space that the program asks for
}

/** By itself vitest leaves a core idle, of two the half. */
const allCores = { ...byNode, maxWorkers: '100%', testTimeout: 60_000, sequence: { groupOrder: 0 } }

// `unit` and `detection` need nothing; `integration` starts its own Kafka and Redis (test/integration/services.ts), three files at a time,
// since each waits most of its time, and after them: what it measures in seconds should not compete for the cores.
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    globalSetup: ['test/program.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          root: '.',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.int.test.ts', ...detection],
          // They share nothing that they change: to load every module anew for each file takes longer than most files.
          isolate: false,
          ...allCores,
        },
      },
      {
        test: {
          name: 'detection',
          root: '.',
          include: detection,
          ...allCores,
        },
      },
      {
        test: {
          name: 'integration',
          root: '.',
          include: ['test/**/*.int.test.ts'],
          globalSetup: ['test/integration/services.ts'],
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
})
