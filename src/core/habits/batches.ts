// What is worked off in batches: labels printed in a row, a truckload of parcels of a few other outlets.
// `as number` stands where an index is in bounds by construction.
import type { LookUp, Waybill } from '../../contract/look-up.ts'
import type { Account } from '../account.ts'
import { readsMostlyForeign } from '../baselines/expected.ts'
import { usualHabit } from '../baselines/usual-habit.ts'
import { hashText } from '../hash-text.ts'
import { countOf, mostFrequent, noteItem } from '../peers/frequent-items.ts'
import { LOAD_HOURS, loadOf } from '../peers/load.ts'
import { isNeighbour } from '../peers/nearby.ts'
import { isNewcomer, outletToTeach, peerGroup, type Peers } from '../peers/peers.ts'
import { noteSample } from '../peers/sampled-items.ts'
import type { Shown } from '../windows/recall.ts'
import type { Traces } from '../windows/traces.ts'
import { FEW_RECORDS, HABIT, isList, MOST_A_DAY } from './habit.ts'

/** Numbers in a row that pass for a batch, on a usual day. */
export const MOST_BATCH = 450
/** On a day on which everybody has more to do, more labels are printed. */
const mostBatch = ({ role, traces }: Account, { peers, hour }: Hour): number =>
  traces.inRow < MOST_BATCH ? MOST_BATCH : Math.round(MOST_BATCH * loadOf(peers, role, hour, LOAD_HOURS.day))

const NEAR = 20

/** Remembers the number. Whether it is close to that of the waybill before. */
export const noteNumber = ({ traces }: Account, { block, offset }: Waybill): boolean => {
  const step = (offset - traces.offset + 100) % 100
  const isNear =
    offset >= 0 &&
    traces.offset >= 0 &&
    block === traces.block &&
    step !== 0 &&
    (step <= NEAR || step >= 100 - NEAR)
  traces.block = block
  traces.offset = offset
  return isNear
}

/** Local hour since the epoch, and among whom. */
type Hour = { readonly peers: Peers; readonly hour: number }

/** Counts a new waybill in a row of numbers. Says whether the row still passes for a batch. */
export const countInRow = (account: Account, isFresh: boolean, when: Hour): boolean => {
  const { traces } = account
  const most = mostBatch(account, when)
  // No need to count on beyond the limit, and two bytes are enough.
  if (isFresh && traces.inRow <= most) traces.inRow++
  return traces.inRow <= most
}

/** Labels of the own outlet are printed in rows, and the parcels of a misrouted truck come in rows. */
export const isOfKnownBatch = ({ traces }: Account, { reach, outletIds }: Waybill): boolean => {
  if (reach === 'own') return true
  if (reach === 'unknown' || outletIds === null) return false
  const ofTruck = truckloadOf(traces)
  if (ofTruck > mostOfTruck(traces) || ofTruck * 2 < traces.foreign) return false
  // A neighbour's labels may be printed here while it is closed.
  const ends = traces.isNeighbour ? [outletIds[0], outletIds.at(-1)] : [outletIds.at(-1)]
  return ends.some((each) => each !== undefined && countOf(traces.ends, hashText(each)) > 1)
}

/**
 * How a foreign waybill was read: whether in a row of numbers, and on a walk (count-habits.ts), whether from a source new to the account
 * that makes it strange, and among whom.
 */
type Manner = {
  readonly isInRow: boolean
  readonly isWalk: boolean
  readonly isOutOfPlace: boolean
  readonly peers: Peers
}

/** Counts a new foreign waybill without a known reason, read by somebody of the outlet. Says how many of today's no truckload explains. */
export const countForeign = (account: Account, { lookUp, waybill }: Shown, manner: Manner): number => {
  const { traces } = account
  const { outletIds } = waybill
  const { isInRow, isWalk, peers } = manner
  const isDaysFirst = traces.foreign === 0
  traces.foreign = Math.min(MOST_A_DAY, traces.foreign + 1)
  const origin = outletIds?.[0]
  const destination = outletIds?.at(-1)
  if (!isWalk && origin !== undefined && destination !== undefined) {
    const ends = [hashText(origin), hashText(destination)] as const
    const outlet = lookUp.outletId === null ? null : hashText(lookUp.outletId)
    const here = outlet === null ? undefined : peers.outlets.get(outlet)
    const isNear = (other: number) => here !== undefined && isNeighbour(here, peers.everywhere, other)
    if (mayBeOfTruck(account, lookUp, manner, () => ends.some(isNear))) {
      // What comes in a row from one outlet is a stretch of the numbers that it prints, being worked through.
      countEnds(account, ends, { mayBeOrigin: !isInRow || isNear(ends[0]), token: waybill.lo })
      // Who takes the parcels of another outlet day after day would make it a neighbour.
      if (isDaysFirst && traces.truckDays < ASTRAY_DAYS) teachNearby(peers, outlet, ends)
      traces.isNeighbour = isNear(mostFrequent(traces.ends))
    }
  }
  return traces.foreign - explainedToday(account)
}

/**
 * Whether the waybill may be of a truckload. Those are looked up as they come to hand, and not in lists, but by people who usually list, or
 * who read mostly foreign waybills; and where the account has always worked. A neighbour's round is listed by whoever covers for it, at a
 * machine there too. A newcomer has nobody's truck to see to.
 */
const mayBeOfTruck = (
  account: Account,
  lookUp: LookUp,
  { isOutOfPlace, peers }: Manner,
  isOfNeighbour: () => boolean,
): boolean => {
  if (isNewcomer(account, peers) || (isOutOfPlace && !changesSources(account, peers))) return isOfNeighbour()
  if (!isList(lookUp) || isOfNeighbour()) return true
  return usualOf(account, peers, HABIT.bulk) >= FEW_RECORDS || readsMostlyForeign(account, peers)
}

const usualOf = (account: Account, peers: Peers, habit: number): number =>
  usualHabit(account, peerGroup(peers, account.role), peers, habit)

/** Whether new sources are part of the account's usual days, as with couriers whose addresses change. */
const changesSources = (account: Account, peers: Peers): boolean =>
  usualOf(account, peers, HABIT.newSource) >= FEW_RECORDS

/** A new machine shows as many times what is usual: on it the account works as ever. */
const TIMES_USUAL_FOREIGN = 2

/**
 * Whether so many foreign waybills are part of the account's usual days: who keys in the parcels of other outlets all day long keys them in on
 * a new machine too.
 */
export const isUsualForeign = (account: Account, peers: Peers): boolean => {
  const usual = usualOf(account, peers, HABIT.unexplained)
  return usual >= FEW_RECORDS && account.traces.foreign < usual * TIMES_USUAL_FOREIGN
}

type Ends = readonly [origin: number, destination: number]

const teachNearby = (peers: Peers, outlet: number | null, ends: Ends): void => {
  const here = outlet === null ? null : outletToTeach(peers, outlet)
  if (here !== null) noteSample(here, ...ends)
  noteSample(peers.everywhere, ...ends)
}

/** A few other outlets explain so many waybills a day: a misrouted truck. */
export const TRUCKLOAD = 150
/**
 * Of a neighbour that is closed there is more: its whole round. No more, since an outlet of few people is taught by each of them. What is mostly
 * of one other outlet passes for a neighbour's for a week, though nobody here has handled its parcels before.
 */
const WHOLE_ROUND = 2 * TRUCKLOAD

/**
 * How many of today's foreign waybills belong to outlets that come again and again: at most as many as do, and near 0 where they belong to
 * many. The first one of each outlet tells nothing.
 */
export const truckloadOf = ({ ends }: Traces): number => {
  let sum = 0
  for (let at = 1; at < ends.length; at += 2) sum += Math.max(0, (ends[at] as number) - 1)
  return sum
}

/** A truck goes astray on a day, and may be worked off on the next; what comes for longer is less of a reason each day. */
const ASTRAY_DAYS = 2
/** Fewer in a day come astray any day. */
const LEAST_LOAD = 30
const MOST_TRUCK_DAYS = 7

/** How many waybills a misrouted truck explains today. */
const mostOfTruck = ({ truckDays }: Traces): number =>
  Math.max(LEAST_LOAD, Math.floor(TRUCKLOAD / 2 ** Math.max(0, truckDays - ASTRAY_DAYS + 1)))

/** How many of today's foreign waybills without a ticket a truckload explains. */
export const explainedToday = ({ traces }: Account): number =>
  Math.min(truckloadOf(traces), isRound(traces) ? WHOLE_ROUND : mostOfTruck(traces))

const isRound = ({ isNeighbour, truckDays, ends, foreign }: Traces): boolean =>
  isNeighbour || (truckDays < MOST_TRUCK_DAYS && countOf(ends, mostFrequent(ends)) * 2 > foreign)

/** The day is over: its load is that of the day before. */
export const endTruck = (account: Account): void => {
  const { traces } = account
  traces.previousTruckload = explainedToday(account)
  const more = traces.previousTruckload >= LEAST_LOAD ? 1 : -1
  traces.truckDays = Math.max(0, Math.min(MOST_TRUCK_DAYS, traces.truckDays + more))
}

/**
 * Counts the waybill for the one of its ends that more of today's have. What was sent astray is for a few outlets or comes from them, so
 * where none leads either end may stand: the waybill's token says which.
 */
const countEnds = (
  { traces }: Account,
  [origin, destination]: Ends,
  { mayBeOrigin, token }: { readonly mayBeOrigin: boolean; readonly token: number },
): void => {
  const { ends } = traces
  const lead = mayBeOrigin ? countOf(ends, origin) - countOf(ends, destination) : -1
  noteItem(ends, lead > 0 || (lead === 0 && (token & 1) === 0) ? origin : destination)
}
