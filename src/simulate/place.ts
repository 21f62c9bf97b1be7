import type { Params } from '../contract/label.ts'
import { dayStart } from './calendar.ts'
import { countHeads, hireAccounts } from './company/accounts.ts'
import { buildNetwork } from './company/network.ts'
import { createParcels } from './company/parcels.ts'
import type { Oddity, Placed, Plan } from './happening.ts'
import type { SimulateOptions } from './options.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { createScene } from './scene.ts'
import type { World } from './world.ts'

export function buildWorld(scenario: Scenario, options: SimulateOptions): World {
  const { seed, tactics, startMs } = options
  const accounts = options.accounts ?? scenario.accounts
  const network = buildNetwork(seed, scenario, accounts)
  return {
    seed,
    tactics,
    days: options.days ?? scenario.days,
    startMs,
    network,
    parcels: createParcels(network, seed),
    accounts: hireAccounts({ seed, startMs, network }, countHeads(accounts, scenario.without)),
  }
}

export type Happenings = { readonly thefts: readonly Placed[]; readonly oddities: readonly Placed[] }

/**
 * Assigns accounts and a time to every theft and oddity. No account takes part in two of them, except in
 * oddities that befall a whole company or outlet. Oddities choose first, so that no theft moves one. The
 * number of oddities scales with the company; that of thefts only shrinks in a smaller one.
 */
export function placeAll(world: World, scenario: Scenario, options: SimulateOptions): Happenings {
  const taken = new Set<number>()
  const size = world.accounts.length / scenario.accounts
  const place = (name: string, number: number, order: Order): Placed[] => {
    const id = `${name}-${number}`
    const scene = createScene({ world, id, strength: order.strength, wish: order.wish, taken })
    const plan = order.plan(scene)
    return plan === null || !isWithin(plan, world.days)
      ? []
      : [{ ...plan, id, name, strength: order.strength }]
  }
  const oddities = scenario.oddities.flatMap(({ oddity, times, wish = {} }) =>
    numbers(times === 'once' ? 1 : times * size).flatMap((number) =>
      place(oddity.name, number, { plan: oddity.plan, strength: 1, wish }),
    ),
  )
  const ramp = options.ramp === null ? {} : { growth: options.ramp }
  const ordered = scenario.thefts.filter(({ theft }) => options.thefts?.includes(theft.name) ?? true)
  const counted = new Map<string, number>()
  const thefts = ordered.flatMap(({ theft, times, wish = {} }) =>
    numbers(times * Math.min(1, size)).flatMap(() => {
      const number = (counted.get(theft.name) ?? 0) + 1
      counted.set(theft.name, number)
      const order = { plan: theft.plan, strength: options.strength, wish: { ...wish, ...ramp } }
      return place(theft.name, number, order)
    }),
  )
  return { thefts, oddities }
}

type Order = {
  readonly plan: Oddity['plan']
  readonly strength: number
  readonly wish: Params
}

/** Whether the plan overlaps the simulation, which may be too short for what its scenario wants. */
const isWithin = ({ fromMs, toMs }: Plan, days: number): boolean =>
  Number.isFinite(fromMs) && fromMs < dayStart(days) && toMs > dayStart(0)

const numbers = (count: number): number[] => Array.from({ length: Math.ceil(count) }, (_, index) => index + 1)
