import type { Params } from '../contract/label.ts'
import type { Account } from './company/accounts.ts'
import type { RoleName } from './company/role.ts'
import { createRandom, type Random } from './random/create-random.ts'
import { below, wholeBetween } from './random/draws.ts'
import type { World } from './world.ts'

/** What a theft or an oddity can use when it is planned. Everything random comes from its own stream. */
export type Scene = {
  readonly world: World
  readonly id: string
  readonly strength: number
  readonly random: Random
  /** Parameters that the scenario wishes for, besides the strength. */
  readonly wish: Params
  /** Reserves up to `count` accounts that fit, none of them twice; fewer if the company is too small. */
  readonly cast: (count: number, isFit: (account: Account) => boolean) => readonly Account[]
  /** Draws the first day of something that lasts `span` days, after a stretch of ordinary life. */
  readonly firstDay: (span: number) => number
}

/** Share of the simulation, at its start, without thefts, so that every account has a history. */
const QUIET_SHARE = 0.38

export const hasRole =
  (...names: readonly RoleName[]) =>
  ({ role }: Account): boolean =>
    names.includes(role.name)

export type SceneOptions = {
  readonly world: World
  readonly id: string
  readonly strength: number
  readonly wish: Params
  /** Accounts already reserved, by index. */
  readonly taken: Set<number>
}

export function createScene({ world, id, strength, wish, taken }: SceneOptions): Scene {
  const random = createRandom(world.seed, 'happening', id)
  // Each theft or oddity walks through the accounts in its own order. Adding or removing one therefore moves
  // no other, unless both want the same account.
  const cast = (count: number, isFit: (account: Account) => boolean): Account[] => {
    const { accounts } = world
    const chosen: Account[] = []
    let place = below(random, accounts.length)
    for (let step = 0; step < accounts.length && chosen.length < count; step++) {
      place = (place + strideFor(accounts.length)) % accounts.length
      const account = accounts[place] as Account
      if (taken.has(place) || !isFit(account)) continue
      taken.add(place)
      chosen.push(account)
    }
    return chosen
  }
  const firstDay = (span: number) => {
    if (typeof wish['day'] === 'number') return wish['day']
    const earliest = Math.min(Math.ceil(world.days * QUIET_SHARE), world.days - 1)
    return wholeBetween(random, earliest, Math.max(earliest, world.days - span))
  }
  return { world, id, strength, random, wish, cast, firstDay }
}

/** A step width that visits every position of a ring of this size: a prime that does not divide it. */
const strideFor = (size: number): number => (size % 7919 === 0 ? 7927 : 7919)
