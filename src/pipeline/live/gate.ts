/** Work on a partition, one piece at a time and in the order of the calls; partitions do not wait for each other. */
export type Gate = {
  run<T>(partition: number, work: () => Promise<T>): Promise<T>
  /** Resolves when everything that was begun has ended. */
  idle(): Promise<void>
}

export function createGate(): Gate {
  const tails = new Map<number, Promise<unknown>>()
  return {
    run: (partition, work) => {
      const mine = (tails.get(partition) ?? Promise.resolve()).then(work)
      tails.set(
        partition,
        mine.catch(() => undefined), // its caller hears of it
      )
      return mine
    },
    idle: async () => {
      await Promise.all(tails.values())
    },
  }
}
