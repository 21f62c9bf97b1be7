import { getOrMake } from '../contract/get-or-make.ts'

/**
 * A cached state of an account or shared entity; `state` is null until its first record is counted. Mutable.
 */
export type HotState<State> = {
  readonly id: string
  state: State | null
  /** Number of the lane's batch that last changed it (`HotStates.touch`). */
  batch: number
  bytes: number
}

export const createHotState = <State>(id: string): HotState<State> => ({
  id,
  state: null,
  batch: -1,
  bytes: 0,
})

/**
 * Cache of decoded states, shared by all lanes of a pass. States not used lately are
 * evicted; Redis has every one.
 */
export type HotStates<State> = {
  get(lane: number, id: string): HotState<State> | undefined
  /**
   * Adds the entry and measures its size now, because an entry that sees only duplicates is never touched.
   */
  put(lane: number, entry: HotState<State>): void
  /** Begins a batch: until `release` no entry of the lane is evicted. */
  hold(lane: number): void
  /**
   * Marks the entry as changed by the current batch. Returns true at the first change
   * in the batch; only then is its size measured again.
   */
  touch(lane: number, entry: HotState<State>): boolean
  /** Ends the batch. Evicts entries if too much memory is used. */
  release(lane: number): void
  /** Forgets a lane, because its states in memory no longer match the store. */
  drop(lane: number): void
  readonly size: number
  readonly bytes: number
}

type Half<State> = { readonly entries: Map<string, HotState<State>>; bytes: number }

/**
 * `young`: entries used since the last turn; `old`: entries used before it and not
 * since. `isDue`: turn after the batch.
 */
type HotLane<State> = { young: Half<State>; old: Half<State>; batch: number; isHeld: boolean; isDue: boolean }

const createHalf = <State>(): Half<State> => ({ entries: new Map(), bytes: 0 })

const newLane = <State>(): HotLane<State> => ({
  young: createHalf(),
  old: createHalf(),
  batch: 0,
  isHeld: false,
  isDue: false,
})

/**
 * `maxBytes` bounds the cache, except for what running batches touch; Infinity keeps all. When half of it has
 * been used, all lanes turn: entries not used since the turn before are evicted. An exact list in order of
 * use would cost, per record, more than half of what is done with the record's state.
 */
export const createHotStates = <State>(
  maxBytes: number,
  bytesOf: (state: State) => number,
): HotStates<State> => {
  const lanes = new Map<number, HotLane<State>>()
  const all = () => [...lanes.values()]

  const laneOf = (lane: number): HotLane<State> => getOrMake(lanes, lane, newLane)

  const turnAll = (): void => {
    for (const each of lanes.values()) {
      if (each.isHeld) each.isDue = true
      else turn(each)
    }
  }

  return {
    get: (lane, id) => {
      const { young, old } = laneOf(lane)
      const entry = young.entries.get(id)
      if (entry !== undefined) return entry
      const found = old.entries.get(id)
      if (found === undefined) return undefined
      old.entries.delete(id)
      old.bytes -= found.bytes
      add(young, found)
      return found
    },
    put: (lane, entry) => {
      const { young } = laneOf(lane)
      add(young, entry)
      weigh(young, entry, bytesOf)
    },
    hold: (lane) => {
      const held = laneOf(lane)
      held.isHeld = true
      held.batch++
    },
    touch: (lane, entry) => {
      const { batch, young } = laneOf(lane)
      if (entry.batch === batch) return false
      entry.batch = batch
      weigh(young, entry, bytesOf)
      return true
    },
    release: (lane) => {
      const held = laneOf(lane)
      held.isHeld = false
      if (held.isDue) turn(held)
      const used = all().reduce((sum, { isDue, young }) => sum + (isDue ? 0 : young.bytes), 0)
      if (used > maxBytes / 2) turnAll()
    },
    drop: (lane) => void lanes.delete(lane),
    get size() {
      return all().reduce((sum, { young, old }) => sum + young.entries.size + old.entries.size, 0)
    },
    get bytes() {
      return all().reduce((sum, { young, old }) => sum + young.bytes + old.bytes, 0)
    },
  }
}

const turn = <State>(lane: HotLane<State>): void => {
  lane.old = lane.young
  lane.young = createHalf()
  lane.isDue = false
}

const add = <State>(half: Half<State>, entry: HotState<State>): void => {
  half.entries.set(entry.id, entry)
  half.bytes += entry.bytes
}

const weigh = <State>(half: Half<State>, entry: HotState<State>, bytesOf: (state: State) => number): void => {
  const bytes = entry.state === null ? 0 : bytesOf(entry.state)
  half.bytes += bytes - entry.bytes
  entry.bytes = bytes
}
