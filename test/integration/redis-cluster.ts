import { setTimeout as delay } from 'node:timers/promises'

import { Redis } from 'ioredis'

import type { Authority } from './certificates.ts'
import { freePorts } from './free-ports.ts'
import { startRedis, tlsPort, type RedisService } from './redis.ts'

const slots = 16_384
const limitMs = 60_000

export type RedisClusterService = {
  readonly nodes: readonly RedisService[]
  /** TLS ports of the nodes; empty without an authority. */
  readonly tlsPorts: readonly number[]
  close(): Promise<void>
}

/**
 * Starts masters that share the slots. Their cluster bus uses free ports, because the default is the port
 * plus 10,000. With an authority they use TLS among themselves, and offer it to clients beside their plain
 * ports.
 */
export async function startRedisCluster(
  masters: number,
  authority?: Authority,
): Promise<RedisClusterService> {
  const buses = await freePorts(masters)
  const tlsPorts = authority === undefined ? [] : await freePorts(masters)
  const nodes = await Promise.all(
    buses.map((bus, at) => {
      const secured =
        authority === undefined ? {} : { ...tlsPort(tlsPorts[at] ?? 0, authority), 'tls-cluster': 'yes' }
      const own = { 'cluster-port': String(bus), 'cluster-node-timeout': '2000', ...secured }
      return startRedis({ settings: { 'cluster-enabled': 'yes', ...own } })
    }),
  )
  const clients = nodes.map(({ host, port }) => new Redis({ host, port }))
  try {
    const share = Math.ceil(slots / masters)
    for (const [index, client] of clients.entries()) {
      const last = Math.min((index + 1) * share, slots) - 1
      await client.cluster('ADDSLOTSRANGE', index * share, last)
      const [first] = nodes
      if (index > 0 && first !== undefined)
        await client.call('CLUSTER', 'MEET', first.host, tlsPorts[0] ?? first.port, buses[0] ?? 0)
    }
    await Promise.all(clients.map((client) => becomesWhole(client, masters)))
  } finally {
    for (const client of clients) client.disconnect()
  }
  return {
    nodes,
    tlsPorts,
    close: async () => {
      await Promise.all(nodes.map((node) => node.close()))
    },
  }
}

async function becomesWhole(client: Redis, masters: number): Promise<void> {
  const deadline = Date.now() + limitMs
  for (;;) {
    const info = await client.cluster('INFO')
    if (info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${masters}`)) return
    if (Date.now() > deadline)
      throw new Error(`the cluster did not form within ${limitMs / 1000} s:\n${info}`)
    await delay(50)
  }
}
