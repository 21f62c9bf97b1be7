import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'

/** A wire to a server on which what is sent can be kept on its way. */
export type HoldingProxy = {
  readonly host: string
  readonly port: number
  /** Nothing arrives any more, from the first piece on that has this text in it. Resolves when that has been sent. */
  hold(text: string): Promise<void>
  /** Lets all arrive that was kept. */
  letGo(): void
  close(): Promise<void>
}

export async function startHoldingProxy(target: {
  readonly host: string
  readonly port: number
}): Promise<HoldingProxy> {
  let onHeld: (() => void) | null = null
  let text: string | null = null
  let kept: (() => void)[] | null = null
  const server = createServer((near) => {
    const far = connect(target.port, target.host)
    const cut = () => {
      near.destroy()
      far.destroy()
    }
    for (const socket of [near, far]) socket.on('error', cut).on('close', cut)
    far.pipe(near)
    near.on('data', (piece) => {
      if (kept === null && text !== null && piece.includes(text)) {
        kept = []
        onHeld?.()
      }
      if (kept === null) far.write(piece)
      else kept.push(() => void far.write(piece))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { address: host, port } = server.address() as AddressInfo
  return {
    host,
    port,
    hold: async (wanted) =>
      new Promise((resolve) => {
        text = wanted
        onHeld = resolve
      }),
    letGo: () => {
      const late = kept ?? []
      text = null
      kept = null
      for (const write of late) write()
    },
    close: async () => {
      server.close()
    },
  }
}
