import { startWire, type Line } from './wire.ts'

/** API keys of Kafka's protocol. */
export const PRODUCE = 0
export const FETCH = 1
export const METADATA = 3
export const FIND_COORDINATOR = 10
export const HEARTBEAT = 12

/** A proxy to a broker that can block some kinds of requests. */
export type PickyProxy = {
  /** Drops requests of this kind, and the answers to those that already wait at the broker. */
  lose(kind: number): void
  /** Cuts the connection at each request of this kind. */
  cutAt(kind: number): void
  /** From now on also holds back the answers to requests of this kind. */
  hold(kind: number): void
  /** For each answer that is held back, the kind of its request, in the order in which they came. */
  readonly held: () => readonly number[]
  /** Blocks nothing more, and passes on what was held back, in the order in which it came. */
  heal(): void
  close(): void
}

export async function startPickyProxy(port: number, brokerPort: number): Promise<PickyProxy> {
  let lost: number | null = null
  let cutting: number | null = null
  const holding = new Set<number>()
  let held: { readonly kind: number; readonly pass: () => void }[] = []
  const join = ({ near: client, far: broker, cut }: Line): void => {
    // A request starts with its length (4 bytes), API key (2), version (2) and correlation id (4); an answer
    // with its length and the id.
    const kinds = new Map<number, number>()
    const forward = (request: Buffer) => {
      const kind = request.readInt16BE(4)
      if (kind === cutting) return cut()
      kinds.set(request.readInt32BE(8), kind)
      if (kind !== lost) broker.write(request)
    }
    const back = (answer: Buffer) => {
      const id = answer.readInt32BE(4)
      const kind = kinds.get(id)
      kinds.delete(id)
      const pass = () => void client.write(answer)
      if (kind !== undefined && holding.has(kind)) held.push({ kind, pass })
      else if (kind !== lost) pass()
    }
    client.on('data', inMessages(forward))
    broker.on('data', inMessages(back))
  }
  const wire = await startWire({ host: '127.0.0.1', port: brokerPort }, join, port)
  return {
    lose: (kind) => {
      lost = kind
    },
    cutAt: (kind) => {
      cutting = kind
    },
    hold: (kind) => void holding.add(kind),
    held: () => held.map(({ kind }) => kind),
    heal: () => {
      lost = null
      cutting = null
      holding.clear()
      for (const { pass } of held) pass()
      held = []
    },
    close: () => void wire.close(),
  }
}

/** Splits a stream into the protocol's messages: a length in four bytes, then that many bytes. */
function inMessages(each: (message: Buffer) => void) {
  let rest = Buffer.alloc(0)
  return (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE()) {
      const message = rest.subarray(0, 4 + rest.readInt32BE())
      rest = rest.subarray(message.length)
      each(message)
    }
  }
}
