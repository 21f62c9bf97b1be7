import type { Draft } from '../work/draft.ts'

/** Takes from sequences of look-ups, each in order of time, all that lie before an instant. */
export function createActs(acts: readonly Iterable<Draft>[]): (beforeMs: number, out: Draft[]) => void {
  let running = acts.map((act) => {
    const iterator = act[Symbol.iterator]()
    return { iterator, next: iterator.next() }
  })
  return (beforeMs, out) => {
    for (const act of running) {
      while (act.next.done !== true && act.next.value.at < beforeMs) {
        out.push(act.next.value)
        act.next = act.iterator.next()
      }
    }
    running = running.filter(({ next }) => next.done !== true)
  }
}
