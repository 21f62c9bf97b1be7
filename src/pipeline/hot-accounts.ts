import type { AccountId } from '../contract/brands.ts'
import type { Account } from '../core/account.ts'

// What an account takes of the resident memory beside its growing arrays, measured with 100,000 accounts.
const FIXED_BYTES = 1_700

/** Codes take up to twice the room they need. */
const CODE_BYTES = 8

const bytesOf = ({ windows: { cells, codes } }: Account): number =>
  FIXED_BYTES + cells.byteLength + CODE_BYTES * (codes[0].size + codes[1].size)

/** An account in the process, null until its first look-up is counted. Mutable. */
export type Seat = {
  readonly id: AccountId
  account: Account | null
  /** The batch under way has counted a look-up of it. */
  isTouched: boolean
  bytes: number
}

export const createSeat = (id: AccountId): Seat => ({ id, account: null, isTouched: false, bytes: 0 })

/** Accounts kept decoded in the process, all lanes together; those not used for longest go first. Redis has every one. */
export type HotAccounts = {
  get(lane: number, id: AccountId): Seat | undefined
  put(lane: number, seat: Seat): void
  /** No seat of the lane goes until it is released: a batch has it in hand. */
  hold(lane: number): void
  /** The batch has ended, and has touched these. */
  release(lane: number, touched: readonly Seat[]): void
  /** Forgets a lane: its state in the process is no longer what the store has. */
  drop(lane: number): void
  readonly size: number
  readonly bytes: number
}

type Half = { readonly seats: Map<AccountId, Seat>; bytes: number }

/** What the lane has used since the last turn, and what it had used before. */
type HotLane = { young: Half; old: Half; isHeld: boolean; isDue: boolean }

const createHalf = (): Half => ({ seats: new Map(), bytes: 0 })

const newLane = (): HotLane => ({ young: createHalf(), old: createHalf(), isHeld: false, isDue: false })

/**
 * `maxBytes` bounds what is kept, but for what the batches under way touch; Infinity keeps all.
 * When half of it has been used, all lanes turn: what was not used since the turn before goes. A list in the order of use would
 * be more exact, and costs more for each look-up than half of what is done with its account.
 */
export const createHotAccounts = (maxBytes: number): HotAccounts => {
  const lanes = new Map<number, HotLane>()
  const all = () => [...lanes.values()]

  const laneOf = (lane: number): HotLane => {
    const known = lanes.get(lane)
    if (known !== undefined) return known
    const made = newLane()
    lanes.set(lane, made)
    return made
  }

  const turnAll = (): void => {
    for (const each of lanes.values()) {
      if (each.isHeld) each.isDue = true
      else turn(each)
    }
  }

  return {
    get: (lane, id) => {
      const { young, old } = laneOf(lane)
      const seat = young.seats.get(id)
      if (seat !== undefined) return seat
      const found = old.seats.get(id)
      if (found === undefined) return undefined
      old.seats.delete(id)
      old.bytes -= found.bytes
      add(young, found)
      return found
    },
    put: (lane, seat) => add(laneOf(lane).young, seat),
    hold: (lane) => {
      laneOf(lane).isHeld = true
    },
    release: (lane, touched) => {
      const held = laneOf(lane)
      held.isHeld = false
      for (const seat of touched) weigh(held.young, seat)
      if (held.isDue) turn(held)
      const used = all().reduce((sum, { isDue, young }) => sum + (isDue ? 0 : young.bytes), 0)
      if (used > maxBytes / 2) turnAll()
    },
    drop: (lane) => void lanes.delete(lane),
    get size() {
      return all().reduce((sum, { young, old }) => sum + young.seats.size + old.seats.size, 0)
    },
    get bytes() {
      return all().reduce((sum, { young, old }) => sum + young.bytes + old.bytes, 0)
    },
  }
}

const turn = (lane: HotLane): void => {
  lane.old = lane.young
  lane.young = createHalf()
  lane.isDue = false
}

const add = (half: Half, seat: Seat): void => {
  half.seats.set(seat.id, seat)
  half.bytes += seat.bytes
}

const weigh = (half: Half, seat: Seat): void => {
  const bytes = seat.account === null ? 0 : bytesOf(seat.account)
  half.bytes += bytes - seat.bytes
  seat.bytes = bytes
  seat.isTouched = false
}
