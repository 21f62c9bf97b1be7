import { startWire, type Line } from './wire.ts'

/** Numbers of what is asked, as the protocol has them. */
export const PRODUCE = 0
export const FETCH = 1
export const FIND_COORDINATOR = 10

/** A wire to a broker that lets all requests through, but for one kind. */
export type PickyProxy = {
  /** From now on these requests get lost, and nothing answers, not those that wait at the broker either. */
  lose(kind: number): void
  /** From now on each of these cuts its connection. */
  cutAt(kind: number): void
  heal(): void
  close(): void
}

export async function startPickyProxy(port: number, brokerPort: number): Promise<PickyProxy> {
  let lost: number | null = null
  let cutting: number | null = null
  const join = ({ near: client, far: broker, cut }: Line): void => {
    // A request is its length, what is asked in two bytes, a version in two, and its id in four; an answer has the id.
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
      if (kind !== lost) client.write(answer)
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
    heal: () => {
      lost = null
      cutting = null
    },
    close: () => void wire.close(),
  }
}

/** Cuts a stream into the protocol's messages: a length in four bytes, and as much behind it. */
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
