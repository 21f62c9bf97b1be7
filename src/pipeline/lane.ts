// In: records of one partition, in order. Out: states and offset in the store, alerts, rejects and coverage published.
// Shell around the pure step. Guarantees: one atomic checkpoint a batch, in which everything is written or nothing; a
// message is published only after the checkpoint that holds it. Fails closed: it throws rather than skip a record.
import { createHash } from 'node:crypto'

import type { AccountId } from '../contract/brands.ts'
import { WaywardenError } from '../contract/errors.ts'
import type { LookUp } from '../contract/look-up.ts'
import type { Reject, RejectReason } from '../contract/reject.ts'
import { createAccount, type Account } from '../core/account.ts'
import { decodeAccount, encodeAccount } from '../core/account-codec.ts'
import type { Detector } from '../core/detector.ts'
import { readLaneState, takeChangedFields } from '../core/lane-codec.ts'
import type { LaneState } from '../core/lane-state.ts'
import type { OpenAlert } from '../core/open-alert.ts'
import type { Policy } from '../core/policy.ts'
import { createStep } from '../core/step.ts'
import type { CheckpointResult, LaneClaim, OutboxMessage, StateStore } from '../state/store.ts'
import { alertRecord } from './alert-record.ts'
import { coverageRecord, isCoverageDue } from './coverage.ts'
import { rejectRecord, type Decoded } from './decode.ts'
import type { HotAccounts } from './hot-accounts.ts'
import type { InputRecord } from './input-record.ts'

/** What a batch did, for metrics and the summary. */
export type BatchReport = {
  read: number
  counted: number
  duplicates: number
  late: number
  readonly rejected: Partial<Record<RejectReason, number>>
  /** Every revision that left with this batch, in order. */
  readonly alerts: ReturnType<typeof alertRecord>[]
  checkpointMs: number
  stateBytes: number
  /** Accounts of the batch for which the policy has every detector switched off. */
  unscored: number
}

export type LaneOptions = {
  readonly topic: string
  readonly partition: number
  readonly store: StateStore
  readonly detectors: readonly Detector[]
  readonly decode: (record: InputRecord) => Decoded
  /** Read once a batch: a new policy takes effect between two batches. */
  readonly policy: () => Policy
  readonly alertTokenKey: Uint8Array
  readonly hot: HotAccounts
  /** Resolves when the broker has taken every message; throws when it has not. */
  readonly publish: (messages: readonly OutboxMessage[]) => Promise<void>
  /** Milliseconds, for measuring only. */
  readonly clock: () => number
}

export type BatchResult =
  | { readonly kind: 'done'; readonly report: BatchReport }
  /** The lane is not what this process thinks: claim it again. */
  | { readonly kind: 'lost'; readonly result: Exclude<CheckpointResult, { kind: 'ok' | 'applied' }> }

/** One partition, owned by this process until a checkpoint is refused. */
export type Lane = {
  readonly partition: number
  readonly epoch: number
  /** The next offset to score; null for a lane without history. */
  readonly nextOffset: number | null
  readonly state: LaneState
  /**
   * Scores records in order: all or nothing. Records below `nextOffset` are skipped.
   * @throws what the store or the broker threw; call again with the same records.
   */
  process(records: readonly InputRecord[]): Promise<BatchResult>
  /** Has the store forget what the broker has taken, which else waits for the next checkpoint: the next owner would send it again. */
  settle(): Promise<void>
}

/** A batch that has been scored and waits to be written. */
type Pending = {
  readonly through: number
  readonly checkpoint: Parameters<StateStore['checkpoint']>[0]
  readonly report: BatchReport
}

/** Claims the lane and publishes what its last owner could not. */
export const claimLane = async (options: LaneOptions): Promise<Lane> => {
  const { store, partition, publish, hot } = options
  const claim = await store.claim(partition)
  hot.drop(partition)
  if (claim.outbox.length > 0) await publish(claim.outbox)
  const acknowledged = claim.outboxHead + claim.outbox.length
  if (claim.outbox.length > 0) await store.trim(partition, claim.epoch, acknowledged)
  return createLane(options, claim, acknowledged)
}

const createLane = (options: LaneOptions, claim: LaneClaim, outboxEnd: number): Lane => {
  const { store, partition, publish, hot, clock } = options
  const state = readLaneState(claim.fields, (bytes) => Buffer.from(bytes).toString())
  const tail = readTail(claim)
  let { offset } = claim
  let acknowledged = outboxEnd
  let forgotten = outboxEnd
  // Kept until it is written and published, so that a failed try is made again and not scored again.
  let pending: Pending | null = null
  let isWritten = false

  const score = async (records: readonly InputRecord[]): Promise<Pending | null> => {
    const fresh = records.filter((record) => offset === null || record.offset >= offset)
    checkTail(tail, records, offset)
    const last = fresh.at(-1)
    if (last === undefined) return null
    const scored = await scoreAll(options, state, fresh)
    return {
      through: last.offset + 1,
      report: scored.report,
      checkpoint: {
        lane: partition,
        epoch: claim.epoch,
        expectedOffset: offset,
        nextOffset: last.offset + 1,
        accounts: scored.accounts,
        fields: [...takeChangedFields(state), [TAIL, JSON.stringify(tailOf(last))]],
        outbox: scored.outbox,
        acknowledged,
      },
    }
  }

  return {
    partition,
    epoch: claim.epoch,
    get nextOffset() {
      return offset
    },
    state,
    process: async (records) => {
      pending ??= await score(records)
      if (pending === null) return { kind: 'done', report: emptyReport() }
      if (!isWritten) {
        const startedMs = clock()
        const result = await store.checkpoint(pending.checkpoint)
        if (result.kind === 'moved' || result.kind === 'fenced') {
          hot.drop(partition)
          return { kind: 'lost', result }
        }
        pending.report.checkpointMs = clock() - startedMs
        offset = pending.through
        forgotten = pending.checkpoint.acknowledged
        isWritten = true
      }
      if (pending.checkpoint.outbox.length > 0) await publish(pending.checkpoint.outbox)
      acknowledged += pending.checkpoint.outbox.length
      const { report } = pending
      pending = null
      isWritten = false
      return { kind: 'done', report }
    },
    settle: async () => {
      if (forgotten === acknowledged) return
      const through = acknowledged
      await store.trim(partition, claim.epoch, through)
      forgotten = through
    },
  }
}

const emptyReport = (): BatchReport => ({
  read: 0,
  counted: 0,
  duplicates: 0,
  late: 0,
  rejected: {},
  alerts: [],
  checkpointMs: 0,
  stateBytes: 0,
  unscored: 0,
})

type Scored = {
  readonly report: BatchReport
  readonly accounts: readonly (readonly [AccountId, Uint8Array])[]
  readonly outbox: readonly OutboxMessage[]
}

const scoreAll = async (
  options: LaneOptions,
  state: LaneState,
  records: readonly InputRecord[],
): Promise<Scored> => {
  const policy = options.policy()
  const report = emptyReport()
  const outbox: OutboxMessage[] = []
  const emit = (alert: OpenAlert): void => {
    const record = alertRecord(alert, options.alertTokenKey)
    report.alerts.push(record)
    outbox.push({ channel: 'alerts', key: record.alertId, value: JSON.stringify(record) })
  }
  const refuse = (record: InputRecord, reject: Reject): void => {
    report.rejected[reject.reason] = (report.rejected[reject.reason] ?? 0) + 1
    state.tally.rejected[reject.reason] = (state.tally.rejected[reject.reason] ?? 0) + 1
    const value = JSON.stringify(rejectRecord(record, reject))
    outbox.push({ channel: 'rejects', key: `${record.topic}/${record.partition}/${record.offset}`, value })
  }
  const decoded = records.map((record) => options.decode(record))
  const accounts = await warm(options, decoded)
  const touched = new Map<AccountId, Account>()
  const step = createStep(state, policy, options.detectors, emit)
  for (const [at, record] of records.entries()) {
    report.read++
    const each = decoded[at]
    if (each === undefined) continue
    if (each.kind === 'reject') {
      refuse(record, each.reject)
      continue
    }
    const { lookUp } = each
    const account = accounts.get(lookUp.accountId) ?? createAccount()
    const outcome = step(account, lookUp, record)
    switch (outcome.kind) {
      case 'counted':
        report.counted++
        state.tally.counted++
        if (outcome.isLate) {
          report.late++
          state.tally.late++
        }
        if (!touched.has(lookUp.accountId) && isUnscored(policy, account, lookUp)) report.unscored++
        accounts.set(lookUp.accountId, account)
        touched.set(lookUp.accountId, account)
        break
      case 'duplicate':
        report.duplicates++
        state.tally.duplicates++
        break
      case 'reject':
        refuse(record, outcome.reject)
        break
    }
    if (isCoverageDue(state)) outbox.push(coverageRecord(state, record, policy.version))
  }
  return { report, accounts: encodeAll(options, touched, report), outbox }
}

const isUnscored = (policy: Policy, { role }: Account, { accountId, outletId }: LookUp): boolean =>
  policy.thresholdsFor(role, outletId, accountId).every(({ enabled }) => !enabled)

/** Every account of the batch, from the process or in one read from the store. */
const warm = async (
  { partition, store, hot }: LaneOptions,
  decoded: readonly Decoded[],
): Promise<Map<AccountId, Account>> => {
  const accounts = new Map<AccountId, Account>()
  const missing = new Set<AccountId>()
  for (const each of decoded) {
    if (each.kind === 'reject') continue
    const id = each.lookUp.accountId
    if (accounts.has(id) || missing.has(id)) continue
    const account = hot.get(partition, id)
    if (account === undefined) missing.add(id)
    else accounts.set(id, account)
  }
  if (missing.size === 0) return accounts
  const ids = [...missing]
  const stored = await store.load(partition, ids)
  for (const [at, id] of ids.entries()) {
    const bytes = stored[at]
    if (bytes !== null && bytes !== undefined) accounts.set(id, decodeAccount(bytes))
  }
  return accounts
}

const encodeAll = (
  { partition, hot }: LaneOptions,
  touched: ReadonlyMap<AccountId, Account>,
  report: BatchReport,
): readonly (readonly [AccountId, Uint8Array])[] => {
  const encoded: (readonly [AccountId, Uint8Array])[] = []
  for (const [id, account] of touched) {
    const bytes = encodeAccount(account)
    report.stateBytes += bytes.length
    encoded.push([id, bytes])
    hot.put(partition, id, account)
  }
  return encoded
}

/** The last record scored, as the lane remembers it: a topic that was deleted and made again shows here. */
type Tail = { readonly offset: number; readonly digest: string }

const TAIL = 'tail'

const tailOf = (record: InputRecord): Tail => ({ offset: record.offset, digest: digestOf(record) })

const digestOf = ({ timestampMs, value }: InputRecord): string =>
  createHash('sha256')
    .update(`${timestampMs}/`)
    .update(value ?? '')
    .digest('base64url')

const readTail = (claim: LaneClaim): Tail | null => {
  const bytes = claim.fields.get(TAIL)
  return bytes === undefined ? null : (JSON.parse(bytes.toString()) as Tail)
}

const checkTail = (tail: Tail | null, records: readonly InputRecord[], offset: number | null): void => {
  if (tail === null || offset !== tail.offset + 1) return
  const again = records.find((record) => record.offset === tail.offset)
  if (again === undefined || digestOf(again) === tail.digest) return
  throw new WaywardenError(
    'kafka_topic_recreated',
    `Offset ${tail.offset} of partition ${again.partition} is not the record that was scored there: the topic was made anew. Choose another kafka.groupId and redis.keyPrefix to start on it`,
    { cause: { topic: again.topic, partition: again.partition, offset: tail.offset } },
  )
}
