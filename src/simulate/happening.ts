import type { Params } from '../contract/label.ts'
import type { Account } from './company/accounts.ts'
import type { Scene } from './scene.ts'
import type { Change } from './work/change.ts'
import type { Draft } from './work/draft.ts'

/** The effect of a theft or an oddity: accounts, time, the look-ups it adds, and changes in ordinary work. */
export type Plan = {
  readonly accounts: readonly Account[]
  readonly fromMs: number
  readonly toMs: number
  readonly params?: Params
  readonly changes?: readonly Change[]
  /** Sequences of added look-ups. Each is in order of time and generated lazily. */
  readonly acts?: readonly Iterable<Draft>[]
}

/** A kind of honest oddity. `plan` returns null if the company has no suitable account left. */
export type Oddity = {
  /** Kebab-case, as in the labels. */
  readonly name: string
  readonly description: string
  readonly plan: (scene: Scene) => Plan | null
}

export type Theft = Oddity & {
  /** What strength 1 (the theft as reported) means, and below which strength the theft no longer pays. */
  readonly strengths: string
}

/** A theft or an oddity that was assigned its accounts and time, with its id. */
export type Placed = Plan & { readonly id: string; readonly name: string; readonly strength: number }
