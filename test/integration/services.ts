import type { TestProject } from 'vitest/node'

import { ensureTools } from './install.ts'
import { toolsOfJars } from './kafka-jars.ts'
import { startKafka } from './kafka.ts'
import { startRedis } from './redis.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The broker that all tests share. Topics and groups have unique names. */
    readonly sharedBrokers: string[]
    /** The Redis that all tests share. Keys have unique prefixes. */
    readonly sharedRedis: { host: string; port: number }
  }
}

/**
 * Runs before the integration tests: starts one real broker and one redis-server on free ports. Tests that do
 * not break a server share them; the others start their own. A service that cannot start fails the run.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // All that any test runs: whoever has to install something is told once, and at the start.
  ensureTools([...toolsOfJars(), 'redis-server', 'kcat', 'openssl', 'docker-compose'])
  const [kafka, redis] = await Promise.all([startKafka(), startRedis()])
  project.provide('sharedBrokers', [...kafka.brokers])
  project.provide('sharedRedis', { host: redis.host, port: redis.port })
  return async () => {
    await Promise.all([kafka.close(), redis.close()])
  }
}
