import type { Account } from './company/accounts.ts'
import type { Params } from './output/label.ts'
import type { Scene } from './scene.ts'
import type { Change } from './work/change.ts'
import type { Draft } from './work/draft.ts'

/** What a theft or an oddity does: who, when, which look-ups it adds, and what it changes in a life. */
export type Plan = {
  readonly accounts: readonly Account[]
  readonly fromMs: number
  readonly toMs: number
  readonly params?: Params
  readonly changes?: readonly Change[]
  /** Added look-ups, each sequence in order of time and made while it is read. */
  readonly acts?: readonly Iterable<Draft>[]
}

/** `plan` gives null when the company has no account left that fits. */
export type Theft = {
  /** Kebab-case, as the labels say it. */
  readonly name: string
  readonly description: string
  /** Strength 1 is the theft as reported; the text says where it stops to pay. */
  readonly strengths: string
  readonly plan: (scene: Scene) => Plan | null
}

export type Oddity = {
  readonly name: string
  readonly description: string
  readonly plan: (scene: Scene) => Plan | null
}

/** A happening with its name and number, placed in the company. */
export type Placed = Plan & { readonly id: string; readonly name: string; readonly strength: number }
