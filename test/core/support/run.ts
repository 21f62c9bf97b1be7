import type { AccountId } from '../../../src/contract/brands.ts'
import type { LookUp } from '../../../src/contract/look-up.ts'
import type { PolicyDocument } from '../../../src/contract/policy.ts'
import { createAccount, type Account } from '../../../src/core/account.ts'
import type { OpenAlert } from '../../../src/core/alerts/open-alert.ts'
import { decodeAccount, encodeAccount } from '../../../src/core/codec/account-codec.ts'
import type { Detector } from '../../../src/core/detector.ts'
import type { WaybillToken } from '../../../src/core/honey.ts'
import { createLaneState, type LaneState } from '../../../src/core/lane-state.ts'
import { createPolicy, withHoney } from '../../../src/core/policy.ts'
import type { AccountDay } from '../../../src/core/ring/account-day.ts'
import type { StepResult } from '../../../src/core/step-result.ts'
import { createStep } from '../../../src/core/step.ts'
import { createLaneFields } from './lane-fields.ts'

/** One lane with its accounts, and every revision it has published. */
export type Run = {
  readonly lane: LaneState
  readonly revisions: readonly OpenAlert[]
  /** What was emitted for the second pass. */
  readonly accountDays: readonly AccountDay[]
  take(lookUp: LookUp): StepResult
  account(id: string): Account
  /** What a store would hold: encoded accounts and the lane's fields, by name. */
  store(): ReadonlyMap<string, Uint8Array>
  /** Goes on under another policy. */
  adopt(document: PolicyDocument): void
  /** Drops everything in memory and goes on from what a store would hold. */
  restart(): void
}

export const createRun = (
  detectors: readonly Detector[],
  document: PolicyDocument = {},
  decoys: readonly WaybillToken[] = [],
): Run => {
  const hash = (canonical: string) => `policy-${canonical.length}`
  const policyOf = (from: PolicyDocument) => withHoney(createPolicy(from, detectors, hash), decoys, hash)
  let policy = policyOf(document)
  const kept = createLaneFields()
  const accounts = new Map<AccountId, Account>()
  const revisions: OpenAlert[] = []
  const accountDays: AccountDay[] = []
  let lane = createLaneState()
  let offset = 0
  const emit = (alert: OpenAlert) => {
    // As published: JSON turns -0 into 0.
    revisions.push(JSON.parse(JSON.stringify(alert)) as OpenAlert)
  }
  const accountDay = (each: AccountDay) => void accountDays.push(each)
  let step = createStep(lane, policy, detectors, { alert: emit, accountDay })
  const accountOf = (id: AccountId) => {
    const known = accounts.get(id)
    if (known !== undefined) return known
    const account = createAccount()
    accounts.set(id, account)
    return account
  }
  return {
    get lane() {
      return lane
    },
    revisions,
    accountDays,
    take: (lookUp) =>
      step(accountOf(lookUp.accountId), lookUp, { topic: 'waybill.queries', partition: 3, offset: offset++ }),
    account: (id) => accountOf(id as AccountId),
    store: () => {
      kept.write(lane)
      const encoded = [...accounts].map(([id, account]) => [`state:${id}`, encodeAccount(account)] as const)
      return new Map([...kept.fields, ...encoded].sort(([a], [b]) => (a < b ? -1 : 1)))
    },
    adopt: (next) => {
      policy = policyOf(next)
      step = createStep(lane, policy, detectors, { alert: emit, accountDay })
    },
    restart: () => {
      kept.write(lane)
      lane = kept.read()
      for (const [id, account] of accounts) accounts.set(id, decodeAccount(encodeAccount(account)))
      step = createStep(lane, policy, detectors, { alert: emit, accountDay })
    },
  }
}
