import { startWire, type Address, type Wire } from './wire.ts'

/** A proxy to a server that can hold back what clients send. */
export type HoldingProxy = Wire & {
  /**
   * Holds back everything from the first chunk with this text on. Resolves when a client has sent that chunk.
   */
  hold(text: string): Promise<void>
  /** Forwards everything that was held back. */
  letGo(): void
}

export async function startHoldingProxy(target: Address): Promise<HoldingProxy> {
  let onHeld: (() => void) | null = null
  let text: string | null = null
  let kept: (() => void)[] | null = null
  const wire = await startWire(target, ({ near, far }) => {
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
  return {
    ...wire,
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
  }
}
