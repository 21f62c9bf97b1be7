import { once } from 'node:events'
import { connect, createServer } from 'node:net'

const FETCH = 1

/** A wire to a broker on which, once it is deaf, no request for records gets through; all others do. */
export type DeafProxy = { turnDeaf(): void; close(): void }

export async function startDeafProxy(port: number, brokerPort: number): Promise<DeafProxy> {
  let isDeaf = false
  const server = createServer((client) => {
    const broker = connect(brokerPort, '127.0.0.1')
    const cut = () => {
      client.destroy()
      broker.destroy()
    }
    for (const socket of [client, broker]) socket.on('error', cut).on('close', cut)
    broker.pipe(client)
    let rest = Buffer.alloc(0)
    client.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk])
      // A request is its length in four bytes, the number of what is asked in two, and more.
      while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE()) {
        const request = rest.subarray(0, 4 + rest.readInt32BE())
        rest = rest.subarray(request.length)
        if (!isDeaf || request.readInt16BE(4) !== FETCH) broker.write(request)
      }
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    turnDeaf: () => {
      isDeaf = true
    },
    close: () => void server.close(),
  }
}
