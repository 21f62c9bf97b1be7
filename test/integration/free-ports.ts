import { createServer, type Server } from 'node:net'

// Below the range from which systems take ports for outgoing connections. In that range a client that
// reconnects to a server that is down can take the server's port, and even connect to itself.
const lowest = 10_000
const highest = 29_999

/** Ports handed out before. Their owners may not be listening at the moment. */
const given = new Set<number>()
/**
 * Test files that run in parallel do not know of each other's ports. Each worker therefore draws from every
 * fourth port only; a process without a worker number has the share of worker 0.
 */
const shares = 4
const share = Number(process.env['VITEST_POOL_ID'] ?? 0) % shares

/** Returns different ports of the loopback address on which nobody listens. */
export async function freePorts(count: number): Promise<number[]> {
  const held = new Map<number, Server>()
  while (held.size < count) {
    const port = lowest + shares * Math.floor((Math.random() * (highest - lowest + 1)) / shares) + share
    if (given.has(port)) continue
    given.add(port)
    const server = await listen(port)
    if (server !== null) held.set(port, server)
  }
  await Promise.all([...held.values()].map(closed))
  return [...held.keys()]
}

function listen(port: number): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(null))
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
  })
}
