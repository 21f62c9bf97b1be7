import { startWire, type Address, type Wire } from './wire.ts'

/** A wire to a server that can lose an answer on its way back. */
export type LosingProxy = Wire & {
  /** The next answer is swallowed, and its connection cut once the server has given it. */
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
