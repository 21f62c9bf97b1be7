// Work that is done in batches: labels printed in a row, and a truckload of parcels of a few other outlets.
// `as number` stands where an index is in bounds by construction.
import type { LookUp, Waybill } from '../../contract/look-up.ts'
import type { Account } from '../account.ts'
import { readsMostlyForeign } from '../baselines/expected.ts'
import { usualHabit } from '../baselines/usual-habit.ts'
import { hashText } from '../hash-text.ts'
import { countOf, mostFrequent, noteItem } from '../peers/frequent-items.ts'
import { companyLoadBefore, LOAD_HOURS, loadOf } from '../peers/load.ts'
import { isNewcomer } from '../peers/log-age.ts'
import { isNeighbour } from '../peers/nearby.ts'
import { outletToTeach, peerGroup, type Peers } from '../peers/peers.ts'
import { noteSample } from '../peers/sampled-items.ts'
import type { Shown } from '../windows/recall.ts'
import type { Traces } from '../windows/traces.ts'
import { FEW_RECORDS, HABIT, isList, MOST_A_DAY } from './habit.ts'

/** Most waybills a day, read in rows of numbers, that pass for a batch on a usual day. */
export const MOST_BATCH = 450
/** The same for today: when everybody has more to do, more labels are printed. */
const mostBatch = ({ role, traces }: Account, { peers, hour }: Hour): number =>
  traces.inRow < MOST_BATCH ? MOST_BATCH : Math.round(MOST_BATCH * loadOf(peers, role, hour, LOAD_HOURS.day))

const NEAR = 20

/** Remembers the waybill's number. Returns whether it is close to that of the waybill before. */
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

/** The local hour since the epoch, and the peers to compare with. */
type Hour = { readonly peers: Peers; readonly hour: number }

/** Counts a waybill in a row of numbers if it is new. Returns whether the row still passes for a batch. */
export const countInRow = (account: Account, isFresh: boolean, when: Hour): boolean => {
  const { traces } = account
  const most = mostBatch(account, when)
  // Counting stops just past the limit, so that two bytes are enough.
  if (isFresh && traces.inRow <= most) traces.inRow++
  return traces.inRow <= most
}

/**
 * Whether a row with this waybill has an honest source: the own outlet's labels, or a misrouted truck's
 * parcels.
 */
export const isOfKnownBatch = (account: Account, { reach, outletIds }: Waybill, peers: Peers): boolean => {
  const { traces } = account
  if (reach === 'own') return true
  if (reach === 'unknown' || outletIds === null) return false
  const ofTruck = truckloadOf(traces)
  if (ofTruck > underLoad(mostOfTruck(traces), account, peers) || ofTruck * 2 < traces.foreign) return false
  // A neighbour's labels may be printed here while it is closed.
  const ends = traces.isNeighbour ? [outletIds[0], outletIds.at(-1)] : [outletIds.at(-1)]
  return ends.some((each) => each !== undefined && countOf(traces.ends, hashText(each)) > 1)
}

/**
 * How a foreign waybill was read:
 * - `isInRow`: its number is close to that of the waybill before
 * - `isWalk`: the row is no batch, but numbers walked through (count-habits.ts)
 * - `isOutOfPlace`: from a source new to the account, where foreign waybills are not its usual work
 */
type Manner = {
  readonly isInRow: boolean
  readonly isWalk: boolean
  readonly isOutOfPlace: boolean
  readonly peers: Peers
}

/** Counts a new foreign waybill without a known reason. Returns how many of today's no truckload explains. */
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
      // A row from one origin is a stretch of that outlet's label numbers, being walked. It may not count by
      // origin.
      countEnds(account, ends, { mayBeOrigin: !isInRow || isNear(ends[0]), token: waybill.lo })
      // Not taught from the third day in a row on: reading another outlet's parcels every day would make it a
      // neighbour.
      if (isDaysFirst && traces.truckDays < ASTRAY_DAYS) teachNearby(peers, outlet, ends)
      traces.isNeighbour = isNear(mostFrequent(traces.ends))
    }
  }
  return traces.foreign - explainedToday(account, peers)
}

/**
 * Whether the waybill may belong to a truckload. Such parcels are looked up one by one as they come to hand,
 * where the account has always worked. In lists they count only for people who usually list or who read
 * mostly foreign waybills. A neighbour's waybills may in any case: whoever covers its round lists them, and
 * works at a machine there. But nobody leaves trucks or a neighbour's round to a newcomer.
 */
const mayBeOfTruck = (
  account: Account,
  lookUp: LookUp,
  { isOutOfPlace, peers }: Manner,
  isOfNeighbour: () => boolean,
): boolean => {
  if (isNewcomer(account, peers)) return false
  if (isOutOfPlace && !changesSources(account, peers)) return isOfNeighbour()
  if (!isList(lookUp) || isOfNeighbour()) return true
  return usualOf(account, peers, HABIT.bulk) >= FEW_RECORDS || readsMostlyForeign(account, peers)
}

const usualOf = (account: Account, peers: Peers, habit: number): number =>
  usualHabit(account, peerGroup(peers, account.role), peers, habit)

/** Whether new sources are part of the account's usual days, as for couriers whose addresses change. */
const changesSources = (account: Account, peers: Peers): boolean =>
  usualOf(account, peers, HABIT.newSource) >= FEW_RECORDS

/** On a new machine, up to this many times the usual number of foreign waybills pass for the usual work. */
const TIMES_USUAL_FOREIGN = 2

/**
 * Whether today's foreign waybills are no more than the account's usual work, on a new machine too. People
 * who key in other outlets' parcels all day go on doing so on a new machine.
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

/** Most foreign waybills a day that a misrouted truck explains: they belong to a few other outlets. */
export const TRUCKLOAD = 150
/**
 * Most a day that covering for a closed neighbour explains: its whole round. It is not higher, because at an
 * outlet of few people each of them can teach who is a neighbour.
 */
const WHOLE_ROUND = 2 * TRUCKLOAD

/**
 * Estimates how many of today's foreign waybills belong to outlets that recur. It is never too high, and near
 * 0 if they belong to many outlets. The first waybill of each outlet is left out, as it shows no recurrence.
 */
export const truckloadOf = ({ ends }: Traces): number => {
  let sum = 0
  for (let at = 1; at < ends.length; at += 2) sum += Math.max(0, (ends[at] as number) - 1)
  return sum
}

/**
 * Days in a row on which a full truckload is believed: the day it arrives and the next. On each later day
 * half as much is believed as on the day before.
 */
const ASTRAY_DAYS = 2
/** This many misrouted waybills are believed on any day. Fewer do not make a truck day. */
const LEAST_LOAD = 30
const MOST_TRUCK_DAYS = 7

/** How many waybills a truckload or a neighbour's round explains today, if the day is a usual one. */
const mostOf = (traces: Traces): number => {
  if (traces.isNeighbour) return WHOLE_ROUND
  return isOfOneOutlet(traces) ? TRUCKLOAD : mostOfTruck(traces)
}

/** How many waybills a misrouted truck explains today, if the day is a usual one. */
const mostOfTruck = ({ truckDays }: Traces): number =>
  Math.max(LEAST_LOAD, Math.floor(TRUCKLOAD / 2 ** Math.max(0, truckDays - ASTRAY_DAYS + 1)))

/**
 * How many of today's foreign waybills without a known reason a truckload or a neighbour's round explains.
 */
export const explainedToday = (account: Account, peers: Peers): number => {
  const { traces } = account
  const load = truckloadOf(traces)
  const most = mostOf(traces)
  // Few accounts have that many, and only they need the load.
  return load <= most ? load : Math.min(load, underLoad(most, account, peers))
}

/**
 * When everybody has more to do, so has whoever sees to a truck or to a neighbour's round. The load of the
 * role does not count: one person may be a role, and would raise it.
 */
const underLoad = (most: number, { underWay }: Account, peers: Peers): number =>
  Math.round(most * companyLoadBefore(peers, underWay.hour))

/**
 * Whether most of today's foreign waybills are of one outlet, whose parcels nobody here may have handled before:
 * for a week its people may be away.
 */
const isOfOneOutlet = ({ truckDays, ends, foreign }: Traces): boolean =>
  truckDays < MOST_TRUCK_DAYS && countOf(ends, mostFrequent(ends)) * 2 > foreign

/** Ends the day: keeps its truckload as that of the day before, and counts truck days. */
export const endTruck = (account: Account, peers: Peers): void => {
  const { traces } = account
  traces.previousTruckload = explainedToday(account, peers)
  const more = traces.previousTruckload >= LEAST_LOAD ? 1 : -1
  traces.truckDays = Math.max(0, Math.min(MOST_TRUCK_DAYS, traces.truckDays + more))
}

/**
 * Counts the waybill towards whichever of its origin and destination today's foreign waybills have more
 * often. A misrouted load goes to a few outlets or comes from them. On a tie a bit of the waybill's token
 * decides, so that either end may come to lead.
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
