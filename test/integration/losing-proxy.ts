import { startWire, type Address, type Wire } from './wire.ts'

/** A proxy to a server that can lose an answer on its way back. */
export type LosingProxy = Wire & {
  /** Drops the server's next answer and cuts the connection. */
  loseNextAnswer(): void
}

export async function startLosingProxy(target: Address): Promise<LosingProxy> {
  let isLosing = false
  const wire = await startWire(target, ({ near, far, cut }) => {
    near.pipe(far)
    far.on('data', (answer) => {
      if (isLosing) cut()
      else near.write(answer)
      isLosing = false
    })
  })
  return {
    ...wire,
    loseNextAnswer: () => {
      isLosing = true
    },
  }
}
