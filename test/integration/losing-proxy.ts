import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'

/** A wire to a server that can lose an answer on its way back. */
export type LosingProxy = {
  readonly host: string
  readonly port: number
  /** The next answer is swallowed, and its connection cut once the server has given it. */
  loseNextAnswer(): void
  close(): Promise<void>
}

export async function startLosingProxy(target: {
  readonly host: string
  readonly port: number
}): Promise<LosingProxy> {
  let isLosing = false
  const server = createServer((near) => {
    const far = connect(target.port, target.host)
    const cut = () => {
      near.destroy()
      far.destroy()
    }
    for (const socket of [near, far]) socket.on('error', cut).on('close', cut)
    near.pipe(far)
    far.on('data', (answer) => {
      if (isLosing) cut()
      else near.write(answer)
      isLosing = false
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { address: host, port } = server.address() as AddressInfo
  return {
    host,
    port,
    loseNextAnswer: () => {
      isLosing = true
    },
    close: async () => {
      server.close()
    },
  }
}
