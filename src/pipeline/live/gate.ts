/**
 * Runs work on a partition one piece at a time, in the order of the calls. Partitions
 * do not wait for each other.
 */
export type Gate = {
  run<T>(partition: number, work: () => Promise<T>): Promise<T>
  /** Whether nothing is under way on the partition. */
  isIdle(partition: number): boolean
  /** Resolves when everything that was begun has ended. */
  idle(): Promise<void>
}

export function createGate(): Gate {
  const tails = new Map<number, Promise<unknown>>()
  return {
    run: (partition, work) => {
      const mine = (tails.get(partition) ?? Promise.resolve()).then(work)
      const end = (): void => {
        if (tails.get(partition) === tail) tails.delete(partition)
      }
      const tail = mine.then(end, end) // the caller of `run` gets the error
      tails.set(partition, tail)
      return mine
    },
    isIdle: (partition) => !tails.has(partition),
    idle: async () => {
      await Promise.all(tails.values())
    },
  }
}
