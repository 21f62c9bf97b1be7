// Hot state: written in place by the core.
import type { SharedType } from '../../contract/finding.ts'
import { hashText, scatterText } from '../hash-text.ts'
import type { Loud, AccountDay } from './account-day.ts'
import type { CrowdSums } from './crowd.ts'
import { excessOf, jointSurprise, ORDINARY, type Crowd } from './joint-surprise.ts'

/** What is told of an entity's day is heard until the day after has ended, and its alert is not forgotten before. */
export const LATEST_DAYS = 2

/** So many accounts are counted exactly; of more it is estimated how many there are, within 13 % (one standard error). */
const MOST_HASHES = 64
/** Accounts that a day can name. */
const MOST_MEMBERS = 24
/** Bytes for members, and what one takes beside its name at most. */
const MEMBER_BYTES = { all: 3_700, each: 111 }
/** A longer id of an event is left out: it is evidence, and not needed. */
const MOST_EVENT_ID = 64

/** The loudest that was told of one account today. */
export type SharedMember = {
  readonly accountId: string
  readonly surprise: number
  readonly records: number
  readonly distinctWaybills: number
  readonly foreignWaybills: number | null
  readonly occurredAt: number
  /** See `SharedDay.roles`. */
  readonly role: number
  /** Hash of the outlet's name, 0 where the log has none: enough to count outlets. */
  readonly outlet: number
  readonly partition: number
  readonly offset: number
  readonly eventId: string
}

/**
 * All that is kept of one entity: its day of work so far. Whatever the order in which accounts' days are told, and however often each
 * is, it ends the same: the loudest of each account, and the smallest hashes of all accounts.
 */
export type SharedDay = {
  /** Days of work since the epoch; -1 before the first is told. */
  day: number
  /** Hashes of the accounts at work, ascending; of more than `MOST_HASHES` the smallest. */
  hashes: number[]
  /** [hash] a byte of its account's role: enough to tell how many of them do the same work. 0 where the log has none. */
  roles: number[]
  /** Accounts on the active day before: in the morning not all have come yet. */
  usualAccounts: number
  /** The loudest first. */
  members: SharedMember[]
  /** Event time of the first look-up that was told as loud; 0 where there was none. */
  sinceMs: number
  /** Of the last one. */
  untilMs: number
}

export const createSharedDay = (): SharedDay => ({
  day: -1,
  hashes: [],
  roles: [],
  usualAccounts: 0,
  members: [],
  sinceMs: 0,
  untilMs: 0,
})

/** Forgets the day, but for how many accounts it had. */
export const beginSharedDay = (shared: SharedDay, day: number): void => {
  shared.usualAccounts = accountsToday(shared)
  shared.day = day
  shared.hashes = []
  shared.roles = []
  shared.members = []
  shared.sinceMs = 0
  shared.untilMs = 0
}

/** Adds what is told of the day under way. Whether it changed anything: what is told again, after a crash, does not. */
export const addAccountDay = (shared: SharedDay, accountDay: AccountDay): boolean => {
  const isNews = addAccount(shared, scatterText(accountDay.accountId), roleByte(accountDay))
  return accountDay.loud === null ? isNews : addLoud(shared, accountDay, accountDay.loud) || isNews
}

const addLoud = (shared: SharedDay, accountDay: AccountDay, loud: Loud): boolean => {
  const { members, sinceMs, untilMs } = shared
  const { occurredAt } = accountDay
  shared.sinceMs = sinceMs === 0 ? occurredAt : Math.min(sinceMs, occurredAt)
  shared.untilMs = Math.max(untilMs, occurredAt)
  const isLonger = shared.sinceMs !== sinceMs || shared.untilMs !== untilMs
  const mine = memberOf(accountDay, loud)
  const known = members.find(({ accountId }) => accountId === mine.accountId)
  if (known !== undefined && compareLoudness(known, mine) <= 0) return isLonger
  shared.members = keepLoudest([...members.filter((each) => each !== known), mine].sort(compareLoudness))
  return isLonger || shared.members.length !== members.length || shared.members.includes(mine)
}

/** How many accounts have been at work today. The smallest of many hashes say how densely all lie. */
export const accountsToday = ({ hashes }: SharedDay): number => {
  if (hashes.length < MOST_HASHES) return hashes.length
  return Math.round(((MOST_HASHES - 1) * 2 ** 32) / (hashes[MOST_HASHES - 1] as number))
}

/** How many are to be expected, from yesterday and from those who have come. */
export const accountsAtWork = (shared: SharedDay): number =>
  Math.max(accountsToday(shared), shared.usualAccounts)

/** How many of them have the role. */
export const accountsOfRole = (shared: SharedDay, role: number): number => {
  const seen = shared.roles.reduce((count, each) => count + (each === role ? 1 : 0), 0)
  return (seen / Math.max(1, shared.roles.length)) * accountsAtWork(shared)
}

/** How many of them are loud on an ordinary day. */
export const usuallyLoud = (shared: SharedDay): number => accountsAtWork(shared) * ORDINARY.loudShare

/**
 * Whom an alert may name, the loudest first. Who shares a machine or an address shares more than work. Of the people of an outlet so many are
 * loud on any day, and are likely to be the quietest of those; two are named in any case.
 */
export const suspectsOf = (type: SharedType, shared: SharedDay): readonly SharedMember[] => {
  if (type !== 'outlet') return shared.members
  const bystanders = Math.round(usuallyLoud(shared))
  return shared.members.slice(0, Math.max(2, shared.members.length - bystanders))
}

/**
 * Of so many accounts so many are loud on any day that all whom a day can name, as loud as may be, are no surprise: so it is of more, and
 * what it takes to find out grows with their number.
 */
const CROWDED = 3_000

/** See `jointSurprise`; 0 where fewer than `leastAccounts` are loud. */
export const surpriseOfDay = (shared: SharedDay, leastAccounts: number, crowd: Crowd): number => {
  if (shared.members.length < leastAccounts) return 0
  const surprises = shared.members.map(({ surprise }) => surprise)
  return jointSurprise(surprises, Math.min(CROWDED, accountsAtWork(shared)), crowd)
}

/** What the entity adds to the crowd. */
export const sumsOf = (shared: SharedDay): CrowdSums => ({
  accounts: accountsToday(shared),
  loud: shared.members.length,
  excess: shared.members.reduce((sum, { surprise }) => sum + excessOf(surprise), 0),
})

const addAccount = ({ hashes, roles }: SharedDay, hash: number, role: number): boolean => {
  const found = hashes.findIndex((each) => each >= hash)
  const at = found === -1 ? hashes.length : found
  if (hashes[at] === hash) {
    // Who changes work within the day has one of the two roles, whichever was told of first.
    const before = roles[at] as number
    roles[at] = Math.min(before, role)
    return role < before
  }
  if (at === MOST_HASHES) return false
  hashes.splice(at, 0, hash)
  roles.splice(at, 0, role)
  hashes.length = roles.length = Math.min(hashes.length, MOST_HASHES)
  return true
}

const roleByte = ({ role }: AccountDay): number => (role === '' ? 0 : 1 + (scatterText(role) % 255))

const memberOf = (accountDay: AccountDay, loud: Loud): SharedMember => ({
  accountId: accountDay.accountId,
  surprise: loud.surprise,
  records: loud.records,
  distinctWaybills: loud.distinctWaybills,
  foreignWaybills: loud.foreignWaybills,
  occurredAt: accountDay.occurredAt,
  role: roleByte(accountDay),
  outlet: loud.outletId === null ? 0 : hashText(loud.outletId) >>> 0,
  partition: accountDay.partition,
  offset: loud.offset,
  eventId: textBytes(loud.eventId) > MOST_EVENT_ID ? '' : loud.eventId,
})

/** A total order of what is told, so that the loudest is the same whichever came first. */
const compareLoudness = (a: SharedMember, b: SharedMember): number =>
  b.surprise - a.surprise ||
  b.records - a.records ||
  b.occurredAt - a.occurredAt ||
  compareText(a.accountId, b.accountId) ||
  b.partition - a.partition ||
  b.offset - a.offset ||
  b.role - a.role ||
  compareText(a.eventId, b.eventId)

const compareText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)

/**
 * As many as there is room for. What a member takes is reckoned by its name alone: so one that has a place in the end had one at every
 * time before, and the order of what came changes nothing.
 */
const keepLoudest = (members: readonly SharedMember[]): SharedMember[] => {
  let bytes = 0
  const end = members.findIndex(({ accountId }) => {
    bytes += textBytes(accountId) + MEMBER_BYTES.each
    return bytes > MEMBER_BYTES.all
  })
  return members.slice(0, Math.min(MOST_MEMBERS, end === -1 ? members.length : end))
}

/** What a text takes encoded: one to three bytes a unit (shared-codec.ts). */
const textBytes = (text: string): number => {
  let bytes = 1
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    bytes += unit < 0x80 ? 1 : unit < 0x4000 ? 2 : 3
  }
  return bytes
}
