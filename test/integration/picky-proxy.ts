import { once } from 'node:events'
import { connect, createServer } from 'node:net'

/** Numbers of what is asked, as the protocol has them. */
export const FETCH = 1
export const FIND_COORDINATOR = 10

/** A wire to a broker that lets all requests through, but for one kind. */
export type PickyProxy = {
  /** From now on these requests get lost, and nothing answers. */
  lose(kind: number): void
  /** From now on each of these cuts its connection. */
  cutAt(kind: number): void
  heal(): void
  close(): void
}

export async function startPickyProxy(port: number, brokerPort: number): Promise<PickyProxy> {
  let lost: number | null = null
  let cutting: number | null = null
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
        const kind = request.readInt16BE(4)
        if (kind === cutting) return cut()
        if (kind !== lost) broker.write(request)
      }
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    lose: (kind) => {
      lost = kind
    },
    cutAt: (kind) => {
      cutting = kind
    },
    heal: () => {
      lost = null
      cutting = null
    },
    close: () => void server.close(),
  }
}
