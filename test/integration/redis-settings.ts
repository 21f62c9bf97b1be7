import type { Address, RedisSettings } from '../../src/ops/settings-form.ts'

/**
 * Settings for Redis servers of the tests: patient enough for a busy machine, impatient enough for a test.
 */
export function redisSettings(nodes: readonly Address[], more: Partial<RedisSettings> = {}): RedisSettings {
  return {
    mode: 'single',
    nodes: nodes.map(({ host, port }) => ({ host, port })),
    username: null,
    password: null,
    database: 0,
    keyPrefix: 'waywarden:',
    connectTimeoutMs: 10_000,
    commandTimeoutMs: 1_000,
    sentinel: { name: null, username: null, password: null },
    tls: null,
    ...more,
  }
}
