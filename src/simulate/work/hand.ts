import type { Action, Outcome } from '../../contract/look-up.ts'
import type { Account } from '../company/accounts.ts'
import { otherOutlet, type Waybill } from '../company/parcels.ts'
import { elsewhereIp, token, type Source } from '../company/sources.ts'
import { createRandom, type Random } from '../random/create-random.ts'
import { below, chance } from '../random/draws.ts'
import type { Scene } from '../scene.ts'
import { createEventIds, type Draft } from './draft.ts'

/** Waybills are drawn from this many days, up to the current one. */
const AGES = 5

export type Take = {
  readonly waybills: readonly Waybill[]
  readonly action?: Action
  readonly outcome?: Outcome
  readonly recordCount?: number
}

/** Makes the look-ups of one account that belong to the scene's theft or oddity. */
export type Hand = {
  readonly random: Random
  readonly account: Account
  readonly take: (at: number, take: Take) => Draft
}

type HandOptions = {
  readonly account: Account
  readonly source: Source
  readonly honest?: boolean
  /** Each look-up whose number is a multiple of this gets a new address and session; null for never. */
  readonly rotateEvery?: number | null
}

export function createHand(
  scene: Scene,
  { account, source, honest = false, rotateEvery = null }: HandOptions,
): Hand {
  const random = createRandom(scene.world.seed, 'hand', scene.id, account.index)
  const nextId = createEventIds(random)
  let current = source
  let taken = 0
  const rotate = () => {
    taken++
    if (rotateEvery !== null && taken % rotateEvery === 0) {
      current = { ...source, sourceIp: elsewhereIp(random), sessionId: token(random, 12) }
    }
  }
  const take = (at: number, { waybills, ...details }: Take): Draft => {
    rotate()
    return {
      at,
      eventId: nextId(),
      account,
      role: account.role.name,
      source: current,
      action: details.action ?? 'query',
      outcome: details.outcome ?? 'found',
      waybills,
      recordCount: details.recordCount ?? null,
      ticketId: honest || scene.world.tactics !== 'tickets' ? null : `T-${token(random, 8)}`,
      theft: honest ? null : scene.id,
    }
  }
  return { random, account, take }
}

/** A real waybill of the last days, of an outlet other than the account's. Repeats are left to chance. */
export function foreignWaybill(scene: Scene, { random, account }: Hand, day: number): Waybill {
  const { seed, tactics, network, parcels } = scene.world
  // For `neighbour` the stream is created anew each time, so that it always gives the same outlet.
  const places = tactics === 'neighbour' ? createRandom(seed, 'neighbour', scene.id, account.index) : random
  const outlet = otherOutlet(places, { network, outletId: account.outlet.id, outsideShare: 0.3 })
  return parcels.waybill(parcels.any(random, outlet, day - below(random, AGES)))
}

/** A real waybill of the last days, of the account's own outlet. */
export function ownWaybill(scene: Scene, { random, account }: Hand, day: number): Waybill {
  const { parcels } = scene.world
  return parcels.waybill(parcels.any(random, account.outlet, day - below(random, AGES)))
}

/** A foreign waybill with probability `foreignShare`, else one of the own outlet. */
export function mixedWaybill(
  scene: Scene,
  hand: Hand,
  { day, foreignShare }: { day: number; foreignShare: number },
): Waybill {
  return chance(hand.random, foreignShare) ? foreignWaybill(scene, hand, day) : ownWaybill(scene, hand, day)
}
