import type { Params } from '../../contract/label.ts'
import type { Account } from '../company/accounts.ts'
import type { Source } from '../company/sources.ts'
import type { Plan } from '../happening.ts'
import type { Scene } from '../scene.ts'
import type { Change } from '../work/change.ts'
import { createHand, type Hand, type Take } from '../work/hand.ts'
import { playStints, stintsEnd, stintsStart, type Stint } from './stint.ts'

export type Play = {
  readonly account: Account
  readonly source: Source
  readonly stints: readonly Stint[]
  readonly params: Params
  readonly changes?: readonly Change[]
  /** Look-ups after which an outside tool changes address and session; null for never. */
  readonly rotateEvery?: number | null
}

/**
 * The plan of a theft by one account. In each stint, look-ups follow one another, and `make` fills in each.
 */
export function playTheft(scene: Scene, play: Play, make: (hand: Hand, stint: Stint) => Take): Plan {
  const hand = createHand(scene, play)
  return {
    accounts: [play.account],
    fromMs: stintsStart(play.stints),
    toMs: stintsEnd(play.stints),
    params: play.params,
    changes: play.changes ?? [],
    acts: [playStints(hand, play.stints, (at, stint) => hand.take(at, make(hand, stint)))],
  }
}
