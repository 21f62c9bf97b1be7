import type { Account } from './company/accounts.ts'
import type { RoleName } from './company/role.ts'
import type { Params } from './output/label.ts'
import { createRandom, type Random } from './random/create-random.ts'
import { below, wholeBetween } from './random/draws.ts'
import type { World } from './world.ts'

/** What a theft or an oddity gets to see when it is placed. Everything it draws comes from its own stream. */
export type Scene = {
  readonly world: World
  readonly id: string
  readonly strength: number
  readonly random: Random
  /** What the scenario asks of it, beyond the strength. */
  readonly wish: Params
  /** Accounts with one of the roles, each given to one happening only; fewer when the company is too small. */
  readonly cast: (count: number, isFit: (account: Account) => boolean) => readonly Account[]
  /** First day of something that lasts `span` days, after a stretch of ordinary life. */
  readonly firstDay: (span: number) => number
}

/** Part of the simulation that stays free of thefts, so that every account has a history. */
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
  /** Accounts taken so far, by index. */
  readonly taken: Set<number>
}

export function createScene({ world, id, strength, wish, taken }: SceneOptions): Scene {
  const random = createRandom(world.seed, 'happening', id)
  // Each happening walks through the accounts in an order of its own, so that one more or less moves no other, unless
  // two want the same account.
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

/** A step that visits every place of a ring of that size: a prime that does not divide it. */
const strideFor = (size: number): number => (size % 7919 === 0 ? 7927 : 7919)
