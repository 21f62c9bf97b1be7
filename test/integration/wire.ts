import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** The address of a server. */
export type Address = { readonly host: string; readonly port: number }

/** A listening address that forwards connections to a server. */
export type Wire = Address & { close(): Promise<void> }

/** One connection: `near` to the client, `far` to the server. `cut` ends both, as the end of either does. */
export type Line = { readonly near: Socket; readonly far: Socket; readonly cut: () => void }

/** Passes every connection to `join`, which forwards the data. Listens on a free port unless one is given. */
export async function startWire(target: Address, join: (line: Line) => void, port = 0): Promise<Wire> {
  const server = createServer((near) => {
    const far = connect(target.port, target.host)
    const cut = () => {
      near.destroy()
      far.destroy()
    }
    for (const socket of [near, far]) socket.on('error', cut).on('close', cut)
    join({ near, far, cut })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const { address: host, port: chosen } = server.address() as AddressInfo
  return { host, port: chosen, close: async () => void server.close() }
}
