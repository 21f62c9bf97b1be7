import { startWire, type Address, type Wire } from './wire.ts'

/** A wire to a server on which what is sent can be kept on its way. */
export type HoldingProxy = Wire & {
  /** Nothing arrives any more, from the first piece on that has this text in it. Resolves when that has been sent. */
  hold(text: string): Promise<void>
  /** Lets all arrive that was kept. */
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
