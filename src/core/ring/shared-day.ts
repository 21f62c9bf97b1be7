// Hot state: written in place by the core.
import type { SharedType } from '../../contract/finding.ts'
import { hashText, scatterText } from '../hash-text.ts'
import { entityKey, type AccountDay, type Loud, type SharedEntity } from './account-day.ts'
import type { CrowdSums } from './crowd.ts'
import { excessOf, jointSurprise, ORDINARY, type Crowd } from './joint-surprise.ts'

/**
 * Account days of a day are accepted until the day after it has ended, and the entity's alert is kept until
 * then.
 */
export const LATEST_DAYS = 2

/**
 * Fewer accounts are counted exactly. From this many on their number is estimated, within 13 % (one standard
 * error).
 */
const MOST_HASHES = 64
/** Most members that are kept of a day. */
const MOST_MEMBERS = 24
/** Bytes for all members, and the most that one takes besides its account id. */
const MEMBER_BYTES = { all: 3_700, each: 126 }
/**
 * Bytes of the longest event id that is kept. A longer one is left out, because evidence can do without it.
 */
const MOST_EVENT_ID = 64

/** The loudest report on one account today. */
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
  /** What `placeOf` makes of its machine and of its address; 0 where the log names none. */
  readonly device: number
  readonly source: number
  readonly partition: number
  /** Of the account's first look-up of the day. */
  readonly dayOffset: number
  readonly offset: number
  readonly eventId: string
}

/**
 * The state of one entity that accounts share: its day of work so far. It ends the same whatever the order of
 * account days, and however often each is repeated: it keeps the loudest report on each account, and the
 * smallest hashes of all accounts.
 */
export type SharedDay = {
  /** In days of work since the epoch; -1 before the first account day. */
  day: number
  /**
   * Hashes of the accounts at work, ascending. If there are more than `MOST_HASHES`, the smallest are kept.
   */
  hashes: number[]
  /**
   * [index of the hash] a byte that is hashed from the account's role, to count accounts that do the same
   * work. 0 if the log has none.
   */
  roles: number[]
  /**
   * Accounts at work on the active days before, the fewer the longer ago: in the morning not all of today's have
   * come yet, and few come at a weekend.
   */
  usualAccounts: number
  /** Loud accounts, the loudest first. */
  members: SharedMember[]
  /** Event time of the first look-up that was reported as loud; 0 if there was none. */
  sinceMs: number
  /** Event time of the last one. */
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

/** This share of the accounts at work on a day is expected on the next active one, even if it is a Sunday. */
const KEPT_A_DAY = 0.8

/** Begins another day. Of the days before, only the number of accounts is kept. */
export const beginSharedDay = (shared: SharedDay, day: number): void => {
  shared.usualAccounts = Math.max(accountsToday(shared), Math.floor(shared.usualAccounts * KEPT_A_DAY))
  shared.day = day
  shared.hashes = []
  shared.roles = []
  shared.members = []
  shared.sinceMs = 0
  shared.untilMs = 0
}

/**
 * Adds an account day of the current day. Returns whether it changed anything: a repeat after a crash does
 * not.
 */
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

/**
 * How many accounts have been at work today. If there are many, the number is estimated from how densely the
 * smallest hashes lie.
 */
export const accountsToday = ({ hashes }: SharedDay): number => {
  if (hashes.length < MOST_HASHES) return hashes.length
  return Math.round(((MOST_HASHES - 1) * 2 ** 32) / (hashes[MOST_HASHES - 1] as number))
}

/** How many accounts to expect at work today: as many as usual, or more if more have come. */
export const accountsAtWork = (shared: SharedDay): number =>
  Math.max(accountsToday(shared), shared.usualAccounts)

/** How many of the accounts at work have the role, estimated from the hashes kept. */
export const accountsOfRole = (shared: SharedDay, role: number): number => {
  const seen = shared.roles.reduce((count, each) => count + (each === role ? 1 : 0), 0)
  return (seen / Math.max(1, shared.roles.length)) * accountsAtWork(shared)
}

/** How many of the accounts at work are loud on an ordinary day. */
export const usuallyLoud = (shared: SharedDay): number => accountsAtWork(shared) * ORDINARY.loudShare

/**
 * The members that an alert may name, the loudest first. At a machine or an address these are all of them: to
 * share one is more than to share work. At an outlet the quietest are left out, as many as are loud on any
 * day, but at least two are named.
 */
export const suspectsOf = (type: SharedType, shared: SharedDay): readonly SharedMember[] => {
  if (type !== 'outlet') return shared.members
  const bystanders = Math.round(usuallyLoud(shared))
  return shared.members.slice(0, Math.max(2, shared.members.length - bystanders))
}

/**
 * More accounts at an entity are counted as this many. Of this many, more are loud on any day than a day has
 * members, so even `MOST_MEMBERS` at the highest surprise are no surprise. The same holds for more, and
 * computing it takes longer.
 */
const CROWDED = 3_000

/** See `jointSurprise`; 0 if fewer than `leastAccounts` are loud. */
export const surpriseOfDay = (shared: SharedDay, leastAccounts: number, crowd: Crowd): number => {
  if (shared.members.length < leastAccounts) return 0
  const surprises = shared.members.map(({ surprise }) => surprise)
  return jointSurprise(surprises, Math.min(CROWDED, accountsAtWork(shared)), crowd)
}

/** The entity's part in the crowd's sums. */
export const sumsOf = (shared: SharedDay): CrowdSums => ({
  accounts: accountsToday(shared),
  loud: shared.members.length,
  excess: shared.members.reduce((sum, { surprise }) => sum + excessOf(surprise), 0),
})

const addAccount = ({ hashes, roles }: SharedDay, hash: number, role: number): boolean => {
  const found = hashes.findIndex((each) => each >= hash)
  const at = found === -1 ? hashes.length : found
  if (hashes[at] === hash) {
    // An account that changes roles within the day keeps the smaller byte, whichever role came first.
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

/** A hash of the entity's name, never 0: enough to tell whether members share it. */
export const placeOf = (entity: SharedEntity): number => scatterText(entityKey(entity))

const memberOf = (accountDay: AccountDay, loud: Loud): SharedMember => ({
  accountId: accountDay.accountId,
  surprise: loud.surprise,
  records: loud.records,
  distinctWaybills: loud.distinctWaybills,
  foreignWaybills: loud.foreignWaybills,
  occurredAt: accountDay.occurredAt,
  role: roleByte(accountDay),
  outlet: loud.outletId === null ? 0 : hashText(loud.outletId) >>> 0,
  device: loud.deviceId === null ? 0 : placeOf({ type: 'device', id: loud.deviceId }),
  source: loud.sourceIp === null ? 0 : placeOf({ type: 'source', id: loud.sourceIp }),
  partition: accountDay.partition,
  dayOffset: loud.dayOffset,
  offset: loud.offset,
  eventId: textBytes(loud.eventId) > MOST_EVENT_ID ? '' : loud.eventId,
})

/** Total order of the reports, so that the loudest is the same whatever the order in which they come. */
const compareLoudness = (a: SharedMember, b: SharedMember): number =>
  b.surprise - a.surprise ||
  b.records - a.records ||
  b.occurredAt - a.occurredAt ||
  compareText(a.accountId, b.accountId) ||
  b.partition - a.partition ||
  b.offset - a.offset ||
  b.dayOffset - a.dayOffset ||
  b.role - a.role ||
  compareText(a.eventId, b.eventId)

const compareText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)

/**
 * Keeps as many members as there is room for. The size of a member is reckoned from its account id alone. So
 * a member that is kept in the end was kept at every step before, and the order in which members come changes
 * nothing.
 */
const keepLoudest = (members: readonly SharedMember[]): SharedMember[] => {
  let bytes = 0
  const end = members.findIndex(({ accountId }) => {
    bytes += textBytes(accountId) + MEMBER_BYTES.each
    return bytes > MEMBER_BYTES.all
  })
  return members.slice(0, Math.min(MOST_MEMBERS, end === -1 ? members.length : end))
}

/** Bytes of an encoded text: one for its length, and one to three for each UTF-16 unit (shared-codec.ts). */
const textBytes = (text: string): number => {
  let bytes = 1
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    bytes += unit < 0x80 ? 1 : unit < 0x4000 ? 2 : 3
  }
  return bytes
}
