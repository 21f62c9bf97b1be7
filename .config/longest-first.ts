import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take a quarter of a minute and more, the longest first. */
const long = [
  'pipeline/company.test.ts',
  'evaluate/budget.test.ts',
  'simulate/determinism.test.ts',
  'commands/inspect.test.ts',
  'integration/live-kill.int.test.ts',
  'integration/live-end-to-end.int.test.ts',
  'integration/live-redis-modes.int.test.ts',
  'integration/live-faults.int.test.ts',
  'integration/live-rebalance.int.test.ts',
  'integration/live-redis.int.test.ts',
  'integration/live-brokers.int.test.ts',
  'integration/live-rings.int.test.ts',
  'integration/live-broker.int.test.ts',
  'integration/live-secure-kafka.int.test.ts',
]

/** Starts the longest files first: one that began last would leave the other cores idle. vitest wants a class. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b))
  }
}

const rank = ({ moduleId }: TestSpecification): number => {
  const at = long.findIndex((file) => moduleId.endsWith(`/test/${file}`))
  return at === -1 ? long.length : at
}
