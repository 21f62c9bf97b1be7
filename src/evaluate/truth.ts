import { parseDateTime } from '../contract/date-time.ts'
import { getOrMake } from '../contract/get-or-make.ts'
import type { Label, Params } from '../contract/label.ts'
import type { LookUp } from '../contract/look-up.ts'
import { DAY_MS } from '../contract/time-units.ts'

/** An alert up to this long after a theft or an oddity is still about it. */
const AFTERMATH_MS = DAY_MS

/** A named stretch of time of some accounts: a theft or an honest oddity. */
export type Episode = {
  readonly id: string
  readonly name: string
  readonly accounts: readonly string[]
  readonly fromMs: number
  readonly toMs: number
}

/** A theft, and how much of it has arrived so far. */
export type TheftTruth = Episode & {
  readonly strength: number
  readonly params: Params
  /** Records of the theft's events that have arrived so far, as the labels count them. */
  exposedRecords: number
  /** Event time of the theft's first event to arrive; null before that. */
  firstEventMs: number | null
}

/** `theft` is the id of the theft, whose own label may come later. */
type TheftEvent = { readonly theft: string; readonly records: number }

/** The labels of one run. Written by `learn` and `arrive`, read by the scorers. */
export type Truth = {
  readonly thefts: readonly TheftTruth[]
  readonly oddities: readonly Episode[]
  /** Role by account. */
  readonly roles: ReadonlyMap<string, string>
  readonly learn: (label: Label) => void
  /** Counts the look-up towards its thefts. A look-up that arrives again is not counted again. */
  readonly arrive: (lookUp: LookUp) => void
  readonly theftsOf: (account: string) => readonly TheftTruth[]
  readonly odditiesOf: (account: string) => readonly Episode[]
}

/**
 * `isWhole`: the labels name no events, so that everything that a theft's accounts look up from its beginning
 * to its end belongs to it.
 */
export const createTruth = ({ isWhole }: { readonly isWhole: boolean }): Truth => {
  const thefts = new Map<string, TheftTruth>()
  const theftsOf = new Map<string, TheftTruth[]>()
  const oddities: Episode[] = []
  const odditiesOf = new Map<string, Episode[]>()
  const roles = new Map<string, string>()
  const expected = new Map<string, TheftEvent>()
  const countedWhole = new Set<string>()

  const learn = (label: Label): void => {
    switch (label.kind) {
      case 'company':
        return
      case 'account':
        if (label.role !== undefined) roles.set(label.accountId, label.role)
        return
      case 'theft': {
        const theft = theftOf(label)
        thefts.set(theft.id, theft)
        for (const account of theft.accounts) getOrMake(theftsOf, account, () => []).push(theft)
        return
      }
      case 'oddity': {
        const oddity = episodeOf(label)
        oddities.push(oddity)
        for (const account of oddity.accounts) getOrMake(odditiesOf, account, () => []).push(oddity)
        return
      }
      case 'theft-event': {
        const { theft, records } = label
        expected.set(eventKey(label.accountId, label.eventId), { theft, records })
      }
    }
  }

  const arrive = (lookUp: LookUp): void => {
    const ofAccount = theftsOf.get(lookUp.accountId)
    if (ofAccount === undefined) return
    const key = eventKey(lookUp.accountId, lookUp.eventId)
    const ofWhole = isWhole ? ofAccount.filter((theft) => isWithin(theft, lookUp.occurredAt)) : NONE
    if (ofWhole.length > 0 && !countedWhole.has(key)) {
      countedWhole.add(key)
      for (const theft of ofWhole) expose(theft, lookUp, lookUp.records)
    }
    const event = expected.get(key)
    if (event === undefined) return
    expected.delete(key)
    const theft = thefts.get(event.theft)
    if (theft !== undefined) expose(theft, lookUp, event.records)
  }

  return {
    get thefts() {
      return [...thefts.values()]
    },
    oddities,
    roles,
    learn,
    arrive,
    theftsOf: (account) => theftsOf.get(account) ?? NONE,
    odditiesOf: (account) => odditiesOf.get(account) ?? NONE,
  }
}

const NONE: readonly never[] = []

const expose = (theft: TheftTruth, { occurredAt }: LookUp, records: number): void => {
  theft.exposedRecords += records
  theft.firstEventMs ??= occurredAt
}

const isWithin = ({ fromMs, toMs }: Episode, atMs: number): boolean => atMs >= fromMs && atMs <= toMs

/** Whether the instant lies within the episode or up to 24 h after it. */
export const isAbout = ({ fromMs, toMs }: Episode, atMs: number): boolean =>
  atMs >= fromMs && atMs < toMs + AFTERMATH_MS

const eventKey = (account: string, eventId: string): string => `${account}/${eventId}`

type LabelOf<Kind extends Label['kind']> = Extract<Label, { readonly kind: Kind }>

/** The episode that a label describes. */
export const episodeOf = ({ id, name, accounts, from, to }: LabelOf<'theft' | 'oddity'>): Episode => ({
  id,
  name,
  accounts: [...new Set(accounts)],
  fromMs: parseDateTime(from),
  toMs: parseDateTime(to),
})

const theftOf = (label: LabelOf<'theft'>): TheftTruth => ({
  ...episodeOf(label),
  // Labels written by hand may leave these two out.
  strength: label.strength ?? 1,
  params: label.params ?? {},
  exposedRecords: 0,
  firstEventMs: null,
})
