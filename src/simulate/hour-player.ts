import { HOUR_MS } from '../contract/time-units.ts'
import { dayStart } from './calendar.ts'
import type { Placed } from './happening.ts'
import type { Change } from './work/change.ts'
import type { Draft } from './work/draft.ts'
import { createWorker, type Worker } from './work/worker.ts'
import type { World } from './world.ts'

/** Plays one hour of the company (0 is the first) and emits everybody's look-ups in order of time. */
export type PlayHour = (hour: number, emit: (draft: Draft) => void) => void

/**
 * Merges the honest work of all accounts with the acts of thefts and oddities. Only the instants of an hour
 * are stored, at eight bytes each. A look-up is created when its turn comes and dropped once it is emitted.
 */
export function createHourPlayer(world: World, happenings: readonly Placed[]): PlayHour {
  const workers = createWorkers(world, happenings)
  const act = createActs(happenings.flatMap(({ acts }) => acts ?? []))
  let turns = new Float64Array(1024)

  /**
   * The hour's turns, sorted. A turn is one number: milliseconds into the hour times the number of workers,
   * plus the worker's index.
   */
  const planHour = (hour: number, ahead: Draft[]): Float64Array => {
    let count = 0
    const fromMs = dayStart(0) + hour * HOUR_MS
    for (const [index, worker] of workers.entries()) {
      for (const at of worker.start(Math.floor(hour / 24), hour % 24, ahead)) {
        if (count === turns.length) turns = doubled(turns)
        turns[count++] = (at - fromMs) * workers.length + index
      }
    }
    return turns.subarray(0, count).sort()
  }

  return (hour, emit) => {
    const fromMs = dayStart(0) + hour * HOUR_MS
    const ahead: Draft[] = []
    act(fromMs + HOUR_MS, ahead)
    const planned = planHour(hour, ahead)
    ahead.sort((left, right) => left.at - right.at)
    let nextAhead = 0
    for (const turn of planned) {
      const index = turn % workers.length
      const at = fromMs + (turn - index) / workers.length
      for (; nextAhead < ahead.length; nextAhead++) {
        const draft = ahead[nextAhead] as Draft
        if (draft.at > at) break
        emit(draft)
      }
      emit((workers[index] as Worker).next(at))
    }
    for (const draft of ahead.slice(nextAhead)) emit(draft)
  }
}

function createWorkers(world: World, happenings: readonly Placed[]): Worker[] {
  const changesOf = new Map<number, Change[]>()
  for (const change of happenings.flatMap(({ changes }) => changes ?? [])) {
    changesOf.set(change.account, [...(changesOf.get(change.account) ?? []), change])
  }
  return world.accounts.map((account) => createWorker(world, account, changesOf.get(account.index) ?? []))
}

/** Takes everything before an instant from lazy sequences of look-ups, each of which is in order of time. */
function createActs(acts: readonly Iterable<Draft>[]): (beforeMs: number, out: Draft[]) => void {
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

function doubled(array: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(array.length * 2)
  larger.set(array)
  return larger
}
