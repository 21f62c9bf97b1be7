/**
 * Runs work on a partition one piece at a time, in the order of the calls. Partitions
 * do not wait for each other.
 */
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
        mine.catch(() => undefined), // the caller of `run` gets the error
      )
      return mine
    },
    idle: async () => {
      await Promise.all(tails.values())
    },
  }
}
