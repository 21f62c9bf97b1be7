// Hot state: arrays here are written in place. `as number` stands where an index is in bounds by
// construction.
import { getOrMake } from '../../contract/get-or-make.ts'

const HOURS = 24
const LOAD_VALUES = HOURS * 3

/**
 * Work done and work expected, hour by hour. Of this lane alone, because what is known of other lanes is a
 * day old (lane-snapshots.ts).
 */
export type Load = {
  /**
   * Ring over the last 24 hours: [hour % 24] the hour, distinct waybills seen, distinct waybills expected.
   */
  readonly hours: Float64Array
  /**
   * Cache of sums, since most look-ups ask for the same: [how many hours] the last of these hours, waybills
   * seen, waybills expected. NaN if nobody has asked since an hour changed.
   */
  readonly known: Float64Array
  /** Whether it differs from what the store has. */
  isChanged: boolean
}

/** Load of everyone, and by role. */
export type PeerLoads = { readonly load: Load; readonly roleLoads: Map<string, Load> }

export const createLoad = (): Load => ({
  hours: new Float64Array(LOAD_VALUES),
  known: new Float64Array((HOURS + 1) * 3).fill(Number.NaN),
  isChanged: false,
})

/**
 * Waybills that are always added to those seen and expected, so that a few quiet hours do not swing the load.
 * They draw everyone's load towards 1, and a role's towards everyone's.
 */
const PRIOR = { everyone: 60, role: 600 }
const MOST_LOAD = 4

/**
 * Counts one account-hour towards the load of everyone and of the role. `hour` is local hours since the
 * epoch.
 */
export const addLoad = (
  { load, roles, roleLoads }: PeerLoads & { readonly roles: ReadonlyMap<string, unknown> },
  role: string,
  hour: number,
  { distinct, expected }: { readonly distinct: number; readonly expected: number },
): void => {
  addTo(load, hour, distinct, expected)
  if (roles.has(role)) addTo(getOrMake(roleLoads, role, createLoad), hour, distinct, expected)
}

const addTo = (load: Load, hour: number, distinct: number, expected: number): void => {
  const { hours } = load
  const at = (hour % HOURS) * 3
  if ((hours[at] as number) > hour) return
  if (hours[at] !== hour) hours.fill(0, at, at + 3)
  hours[at] = hour
  hours[at + 1] = (hours[at + 1] as number) + distinct
  hours[at + 2] = (hours[at + 2] as number) + expected
  load.known.fill(Number.NaN)
  load.isChanged = true
}

/**
 * How many times the usual work the role does, over the `hours` that end with `hour`, shrunk towards the load
 * of everyone: 1 to 4. A promotion raises everyone's load, a wave of complaints only customer service's.
 * Never below 1: a quiet day must not make ordinary work look like theft. What one account adds is bounded,
 * as what it teaches is (lessons.ts), and a small role is shrunk towards everyone: nobody raises their own load
 * by much.
 */
export const loadOf = ({ load, roleLoads }: PeerLoads, role: string, hour: number, hours: number): number => {
  const ofEveryone = ratioOfEveryone(load, hour, hours)
  const ofRole = roleLoads.get(role)
  return inBounds(ofRole === undefined ? ofEveryone : ratioOf(ofRole, hour, hours, PRIOR.role, ofEveryone))
}

const ratioOfEveryone = (load: Load, hour: number, hours: number): number =>
  ratioOf(load, hour, hours, PRIOR.everyone, 1)

const inBounds = (ratio: number): number => Math.min(MOST_LOAD, Math.max(1, ratio))

/** Hours over which the population's load is taken: for an hour's work, and for a day's. */
export const LOAD_HOURS = { hour: 3, day: 24 }

/**
 * The loads for an hour's and a day's work, as they were known while `hour` was under way. The hour itself is
 * left out, because it is counted only when it has ended. So what is usual comes out the same when the hour
 * is looked back on.
 */
export const loadBefore = (
  peers: PeerLoads,
  role: string,
  hour: number,
): { readonly hour: number; readonly day: number } => ({
  hour: loadOf(peers, role, hour - 1, LOAD_HOURS.hour - 1),
  day: dayLoadBefore(peers, role, hour),
})

export const dayLoadBefore = (peers: PeerLoads, role: string, hour: number): number =>
  loadOf(peers, role, hour - 1, LOAD_HOURS.day - 1)

/** As `dayLoadBefore`, of everyone: for what grows with the number of parcels, whoever sees to them. */
export const companyLoadBefore = ({ load }: PeerLoads, hour: number): number =>
  inBounds(ratioOfEveryone(load, hour - 1, LOAD_HOURS.day - 1))

const ratioOf = (load: Load, hour: number, hours: number, prior: number, towards: number): number => {
  const { known } = load
  const at = hours * 3
  if (known[at] !== hour) sumUp(load, hour, hours)
  return (prior * towards + (known[at + 1] as number)) / (prior + (known[at + 2] as number))
}

const sumUp = ({ hours: ring, known }: Load, hour: number, hours: number): void => {
  let seen = 0
  let expected = 0
  for (let back = 0; back < hours; back++) {
    const at = ((hour - back) % HOURS) * 3
    if (ring[at] !== hour - back) continue
    seen += ring[at + 1] as number
    expected += ring[at + 2] as number
  }
  known[hours * 3] = hour
  known[hours * 3 + 1] = seen
  known[hours * 3 + 2] = expected
}
