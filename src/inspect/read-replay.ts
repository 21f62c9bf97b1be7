// In: files of audit events, and an account or the alert of a ring. Out: its state after a replay of the files,
// or of their events up to a given time.
// Edge. Runs the same lane as `waywarden replay`, over a memory store. Fails closed: an unreadable file is an
// error.
import type { Alert } from '../contract/alert.ts'
import type { AccountId } from '../contract/brands.ts'
import type { LookUp } from '../contract/look-up.ts'
import type { Policy } from '../core/policy.ts'
import type { RingName } from '../core/ring/ring-fold.ts'
import { sayZone } from '../core/time.ts'
import type { Settings } from '../ops/settings-form.ts'
import type { Decoded } from '../pipeline/decode/decode.ts'
import { createEmbedded, type Embedded } from '../pipeline/files/embedded.ts'
import { createHints } from '../pipeline/files/hints.ts'
import { requireCounted } from '../pipeline/files/require-counted.ts'
import { createMemoryStore } from '../state/memory.ts'
import type { StateStore } from '../state/store.ts'
import { localTime } from '../terminal/figures.ts'
import type { Progress } from '../terminal/progress.ts'
import { tell } from '../terminal/tell.ts'
import { readFiles } from '../transport/file.ts'
import { findInStore, type AccountSnapshot } from './account-snapshot.ts'
import { notFound } from './not-found.ts'

export type ReplayOptions = {
  readonly files: readonly string[]
  readonly settings: Settings
  readonly policy: Policy
  /** Event time after which events are ignored; Infinity to replay all of them. */
  readonly untilMs: number
  readonly progress: Progress
}

/** @throws WaywardenError `account_not_found`, `nothing_counted`, or `file_unreadable`. */
export const readFromReplay = async (
  options: ReplayOptions,
  accountId: AccountId,
): Promise<AccountSnapshot> => {
  const { files, policy, untilMs } = options
  const store = createMemoryStore()
  const sieve = createSieve(accountId, untilMs)
  const { tally } = await replay(options, { store, sieve, onAlert: () => undefined })
  const source = files.join(', ')
  const found = await findInStore(store, 1, accountId)
  if (found === null) {
    if (!sieve.isCut) requireCounted(tally)
    if (tally.read === 0) throw notFound(accountId, `${source}: no events were read`)
    throw notFound(accountId, `${source}: none of its look-ups was counted${sayUntil(untilMs, policy)}`)
  }
  // With an end time, ignored events were read as well: the offset reached is not where scoring would resume.
  const nextOffset = untilMs === Infinity ? found.nextOffset : null
  // A duplicate or a look-up that came too late was not counted, and says nothing about the account's state.
  const isCounted = sieve.newest?.occurredAt === found.account.windows.nowMs
  return { ...found, nextOffset, accountId, lookUp: isCounted ? sieve.newest : null, source }
}

/**
 * The last revision of a ring's alert; null if the replay raises none of this id.
 * @throws WaywardenError `nothing_counted`, or `file_unreadable`.
 */
export const readRingFromReplay = async (
  options: ReplayOptions,
  { alertId }: RingName,
): Promise<Alert | null> => {
  let last: Alert | null = null
  const sieve = createSieve(null, options.untilMs)
  const onAlert = (alert: Alert): void => {
    if (alert.alertId === alertId) last = alert
  }
  const { tally } = await replay(options, { store: createMemoryStore(), sieve, onAlert })
  if (!sieve.isCut) requireCounted(tally)
  return last
}

type Watched = {
  readonly store: StateStore
  readonly sieve: Sieve
  readonly onAlert: (alert: Alert) => void
}

/** Scores the files, and says what is probably wrong with them. */
const replay = async (
  { files, settings, policy, progress }: ReplayOptions,
  { store, sieve, onAlert }: Watched,
): Promise<Embedded> => {
  const hints = createHints(policy.overridden, settings.mapping)
  const embedded = await createEmbedded({
    ...settings.limits,
    policy,
    store,
    sift: (decoded, { topic }) => {
      hints.see(decoded, topic)
      return sieve.sift(decoded)
    },
    tokenKey: settings.tokenKey,
    alertTokenKey: settings.alertTokenKey,
    mapping: settings.mapping,
    publish: () => undefined,
    onAlert,
  })
  for await (const { records, bytesRead } of readFiles(files)) {
    await embedded.score(records)
    progress.update(bytesRead, embedded.tally.read)
  }
  await embedded.finish()
  progress.stop()
  // Events that come after the end are rejected too, and nothing is wrong with them.
  if (!sieve.isCut && embedded.tally.read > 0) hints.tell(embedded.tally, embedded.missedPlaces).forEach(tell)
  return embedded
}

type Sieve = ReturnType<typeof createSieve>

/** Rejects events after the end, and remembers the account's newest look-up. */
const createSieve = (accountId: AccountId | null, untilMs: number) => {
  let newest: LookUp | null = null
  let isCut = false
  return {
    sift: (decoded: Decoded): Decoded => {
      if (decoded.kind === 'reject') return decoded
      const { lookUp } = decoded
      if (lookUp.occurredAt > untilMs) {
        isCut = true
        return AFTER_THE_END
      }
      const isNewest = newest === null || lookUp.occurredAt >= newest.occurredAt
      if (lookUp.accountId === accountId && isNewest) newest = lookUp
      return decoded
    },
    get newest() {
      return newest
    },
    /** Whether an event came after the end. */
    get isCut() {
      return isCut
    },
  }
}

const AFTER_THE_END: Decoded = {
  kind: 'reject',
  reject: { reason: 'from_future', pointer: '/occurredAt', detail: 'after the end of the replay' },
}

const sayUntil = (untilMs: number, { zoneMs }: Policy): string =>
  untilMs === Infinity
    ? ''
    : ` until ${localTime(new Date(untilMs).toISOString(), zoneMs)} (${sayZone(zoneMs)})`
