import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files that take ten seconds and more, the longest first; of those that wait for services, half a minute. */
const long = [
  'integration/live-kill.int.test.ts',
  'integration/live-broker.int.test.ts',
  'integration/live-faults.int.test.ts',
  'integration/live-redis-modes.int.test.ts',
  'integration/live-redis.int.test.ts',
  'integration/live-end-to-end.int.test.ts',
  'integration/live-rebalance.int.test.ts',
  'integration/live-brokers.int.test.ts',
  'integration/live-rings.int.test.ts',
  'integration/live-secure-kafka.int.test.ts',
  'pipeline/company.test.ts',
  'evaluate/budget.test.ts',
  'commands/replay.test.ts',
  'simulate/determinism.test.ts',
  'commands/inspect.test.ts',
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
