export type Properties = Readonly<Record<string, string>>

/** Settings that make one broker fit a small machine and start fast. */
export const smallBroker: Properties = {
  'offsets.topic.num.partitions': '4',
  'offsets.topic.replication.factor': '1',
  'transaction.state.log.num.partitions': '4',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  'share.coordinator.state.topic.num.partitions': '1',
  'share.coordinator.state.topic.replication.factor': '1',
  'share.coordinator.state.topic.min.isr': '1',
  'group.initial.rebalance.delay.ms': '0',
  'group.min.session.timeout.ms': '500',
  'log.cleaner.dedupe.buffer.size': '2097152',
  'num.network.threads': '2',
  'num.io.threads': '4',
  // After a kill, the controller admits the same broker again only when its old session has expired.
  'broker.session.timeout.ms': '3000',
  'broker.heartbeat.interval.ms': '500',
  'auto.create.topics.enable': 'false',
  // Topics do not live long here, and records of weeks ago are to be read, not deleted at the next check.
  'log.retention.ms': '-1',
}

/** Replicates every topic on all nodes, and allows one of them to be down. */
export const replicated = (nodes: number): Properties => ({
  'default.replication.factor': String(nodes),
  'min.insync.replicas': String(nodes - 1),
  'offsets.topic.replication.factor': String(nodes),
})

/**
 * Listeners beside the plain one, by name: protocol, port, and the port that clients are told if it differs.
 */
export type Listeners = Readonly<
  Record<
    string,
    { readonly speaks: 'PLAINTEXT' | 'SSL' | 'SASL_SSL'; readonly port: number; readonly advertised?: number }
  >
>

/** The ports of one node of a cluster. */
export type NodePorts = { readonly port: number; readonly controllerPort: number }

/** A node that is both broker and controller. It listens on `host`; clients are told 127.0.0.1. */
export function combinedNode(
  host: string,
  nodes: readonly NodePorts[],
  index = 0,
  more: Listeners = {},
): Properties {
  const { port = 0, controllerPort = 0 } = nodes[index] ?? {}
  const listeners = Object.entries<Listeners[string]>({
    PLAINTEXT: { speaks: 'PLAINTEXT', port },
    ...more,
  })
  const voters = nodes.map((node, other) => `${other + 1}@127.0.0.1:${node.controllerPort}`)
  return {
    'process.roles': 'broker,controller',
    'node.id': String(index + 1),
    'controller.quorum.voters': voters.join(),
    listeners: [
      ...listeners.map(([name, its]) => `${name}://${host}:${its.port}`),
      `CONTROLLER://127.0.0.1:${controllerPort}`,
    ].join(),
    'advertised.listeners': listeners
      .map(([name, its]) => `${name}://127.0.0.1:${its.advertised ?? its.port}`)
      .join(),
    'inter.broker.listener.name': 'PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': [
      'CONTROLLER:PLAINTEXT',
      ...listeners.map(([name, { speaks }]) => `${name}:${speaks}`),
    ].join(),
  }
}
