import { weekPlaceIn } from '../calendar.ts'
import { createRandom, type Random } from '../random/create-random.ts'
import { chance, gamma, lognormal, normal, pick } from '../random/draws.ts'
import type { Network, Outlet, Workplace } from './network.ts'
import type { Role, RoleName } from './role.ts'
import { roles } from './roles.ts'
import { newPc, newPda, newServer, officeIp, type Source } from './sources.ts'

/** The account of a person or a connector, with its owner's habits. */
export type Account = {
  readonly index: number
  readonly accountId: string
  readonly role: Role
  readonly workplace: Workplace
  /** The outlet whose parcels are the work. At a hub, call centre or office: the first of its prefecture. */
  readonly outlet: Outlet
  /**
   * Position among the workplace's accounts of this role. It selects the round and the part of the labels.
   */
  readonly seat: number
  readonly habits: Habits
  readonly source: Source
}

export type Habits = {
  /** New waybills on a usual working day. */
  readonly waybillsPerDay: number
  readonly spreadWithin: number
  readonly foreignShare: number
  readonly hours: readonly number[]
  /** Days off, as positions in the week that begins with the log. */
  readonly restDays: readonly number[]
}

type Company = { readonly seed: number; readonly startMs: number; readonly network: Network }

/** Creates all accounts, in an order that does not depend on the scenario. Each draws from its own stream. */
export function hireAccounts(company: Company, headcount: Readonly<Record<RoleName, number>>): Account[] {
  const accounts: Account[] = []
  for (const role of Object.values(roles)) {
    for (let position = 0; position < headcount[role.name]; position++) {
      accounts.push(hire(company, { role, position, index: accounts.length }))
    }
  }
  return accounts
}

/**
 * Number of accounts per role. Couriers take what rounding leaves. Every role not in `without` is present.
 */
export function countHeads(accounts: number, without: readonly RoleName[] = []): Record<RoleName, number> {
  const counts = {} as Record<RoleName, number>
  let left = accounts
  for (const { name, share } of Object.values(roles)) {
    counts[name] = without.includes(name) ? 0 : Math.max(1, Math.round(share * accounts))
    if (name !== 'courier') left -= counts[name]
  }
  counts.courier = Math.max(0, left)
  return counts
}

type Post = { readonly role: Role; readonly position: number; readonly index: number }

function hire({ seed, startMs, network }: Company, { role, position, index }: Post): Account {
  const random = createRandom(seed, 'account', index)
  const { workplace, outlet, placeIndex, seat } = seatOf(network, role, position)
  return {
    index,
    accountId: `u${100_000 + index}`,
    role,
    workplace,
    outlet,
    seat,
    habits: formHabits(random, role, startMs),
    source: equip(seed, random, { role, placeIndex, seat }),
  }
}

function seatOf(network: Network, role: Role, position: number) {
  const places = {
    outlet: network.outlets,
    hub: network.hubs,
    care: network.careCentres,
    office: network.offices,
  }
  const list = places[role.workplace]
  const place = position % list.length
  const workplace = list[place] as Workplace
  const prefecture = workplace.id.split('-')[1] ?? ''
  const nearest =
    network.outlets.find(({ regionCode }) => regionCode.startsWith(prefecture)) ?? network.outlets[0]
  const outlet = role.workplace === 'outlet' ? network.outlets[place] : nearest
  const firstIndex = { outlet: 0, hub: 4096, care: 4352, office: 4608 }[role.workplace]
  return {
    workplace,
    outlet: outlet as Outlet,
    placeIndex: firstIndex + place,
    seat: Math.floor(position / list.length),
  }
}

/** Draws a person's habits: amount of work, steadiness, hours, days off. Also for a person's new role. */
export function formHabits(random: Random, role: Role, startMs: number): Habits {
  const raw = pick(random, role.shifts).map((weight) =>
    weight === 0 ? 0 : weight * (0.6 + (0.4 * gamma(random, 2)) / 2),
  )
  const total = raw.reduce((sum, weight) => sum + weight, 0)
  return {
    waybillsPerDay: role.waybillsPerDay * Math.exp(role.spreadBetween * withinReason(normal(random))),
    spreadWithin: lognormal(random, role.spreadWithin, 0.35),
    foreignShare: role.foreignShare === 1 ? 1 : Math.min(0.5, (role.foreignShare * gamma(random, 3)) / 3),
    hours: raw.map((weight) => weight / total),
    restDays: drawRestDays(random, role).map((weekday) => weekPlaceIn(startMs, weekday)),
  }
}

/** Limits a person to 2.2 standard deviations from the usual: a day has only so many hours. */
const withinReason = (deviations: number): number => Math.max(-2.2, Math.min(2.2, deviations))

/** Days off as weekdays; 0 is Monday. */
function drawRestDays(random: Random, role: Role): number[] {
  const [none, one] = role.daysOff
  const luck = random()
  if (luck < none) return []
  if (luck < none + one) return [Math.floor(random() * 7)]
  return chance(random, 0.7) ? [5, 6] : [Math.floor(random() * 5), 6]
}

/** In every fourth outlet two clerks share the counter's computer: an honest shared device. */
function equip(
  seed: number,
  random: Random,
  { role, placeIndex, seat }: { role: Role; placeIndex: number; seat: number },
): Source {
  if (role.source === 'pda') return newPda(random)
  if (role.source === 'server') return newServer(random)
  const sharesCounter = role.name === 'outlet-clerk' && placeIndex % 4 === 0
  return sharesCounter
    ? newPc(createRandom(seed, 'counter', placeIndex, seat >> 1), officeIp(placeIndex))
    : newPc(random, officeIp(placeIndex))
}
