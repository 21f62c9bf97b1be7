import { mix } from './random/mix.ts'
import { createRandom, type Random } from './random/create-random.ts'
import { wholeBetween } from './random/draws.ts'
import type { Account } from './company/accounts.ts'
import type { RoleName } from './company/roles.ts'
import type { Params } from './output/label.ts'
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
  // Candidates are ranked by a hash of their own, so that one happening more or less moves no other (collisions apart).
  const salt = Math.floor(random() * 2 ** 32)
  const rank = ({ index }: Account) => mix(mix(index + 1) ^ salt)
  const cast = (count: number, isFit: (account: Account) => boolean) => {
    const free = world.accounts.filter((account) => !taken.has(account.index) && isFit(account))
    const chosen = free.sort((left, right) => rank(left) - rank(right)).slice(0, count)
    for (const { index } of chosen) taken.add(index)
    return chosen
  }
  const firstDay = (span: number) => {
    if (typeof wish['day'] === 'number') return wish['day']
    const earliest = Math.ceil(world.days * QUIET_SHARE)
    return wholeBetween(random, earliest, Math.max(earliest, world.days - span))
  }
  return { world, id, strength, random, wish, cast, firstDay }
}
