import type { AccountId } from '../contract/brands.ts'
import type { LookUp } from '../contract/look-up.ts'
import { createAccount, type Account } from '../core/account.ts'
import type { OpenAlert } from '../core/alerts/open-alert.ts'
import type { Detector } from '../core/detector.ts'
import { isAccountForgotten, isSharedForgotten } from '../core/forgotten.ts'
import { createLaneState } from '../core/lane-state.ts'
import type { Peers } from '../core/peers/peers.ts'
import type { Policy } from '../core/policy.ts'
import { entityKey, type AccountDay } from '../core/ring/account-day.ts'
import { createRingStep } from '../core/ring/ring-step.ts'
import { createSharedDay, type SharedDay } from '../core/ring/shared-day.ts'
import type { StepResult } from '../core/step-result.ts'
import { createStep } from '../core/step.ts'
import type { Contender, RaisedAlert } from './contender.ts'

/** Called after each counted look-up with the account's new state. */
export type Probe = (account: Account, lookUp: LookUp, peers: Peers) => void

export type EngineOptions = {
  readonly name: string
  /** Read before each event, because a label between two events may add decoys to the policy. */
  readonly policy: () => Policy
  readonly detectors: readonly Detector[]
  readonly probe: Probe | null
  /** Called with the outcome of each look-up: counted, duplicate or rejected. */
  readonly onOutcome: ((outcome: StepResult) => void) | null
}

/** Waywarden as a contender: the steps of both passes over states in memory. Nothing is encoded or stored. */
export const createEngine = ({ name, policy, detectors, probe, onOutcome }: EngineOptions): Contender => {
  const lane = createLaneState()
  const ringLane = createLaneState()
  const accounts = new Map<AccountId, Account>()
  const shared = new Map<string, SharedDay>()
  const raised: RaisedAlert[] = []
  const note = (alert: OpenAlert): void => {
    if (alert.status === 'closed') return
    const { alertId, severity, entity, members, updatedAtMs, isShadow } = alert
    const named = entity.type === 'account' ? [entity.id] : members.map(({ id }) => id)
    const detectors = alert.signals.map(({ detector }) => detector)
    raised.push({ alertId, severity, accounts: named, atMs: updatedAtMs, detectors, isShadow })
  }
  const createSteps = (inForce: Policy) => {
    const ringStep = createRingStep(ringLane, inForce, note)
    const accountDay = (told: AccountDay): void => {
      const key = entityKey(told.entity)
      const known = shared.get(key)
      const state =
        known === undefined || isSharedForgotten(inForce, known, told.day) ? createSharedDay() : known
      shared.set(key, state)
      ringStep(state, told)
    }
    return createStep(lane, inForce, detectors, { alert: note, accountDay })
  }
  let inForce = policy()
  let step = createSteps(inForce)
  return {
    name,
    onEvent: (lookUp, position) => {
      raised.length = 0
      if (policy() !== inForce) {
        inForce = policy()
        step = createSteps(inForce)
      }
      const known = accounts.get(lookUp.accountId)
      const account =
        known === undefined || isAccountForgotten(inForce, known, lookUp.occurredAt) ? createAccount() : known
      accounts.set(lookUp.accountId, account)
      const outcome = step(account, lookUp, position)
      onOutcome?.(outcome)
      if (outcome.kind === 'counted') probe?.(account, lookUp, lane.peers)
      return raised
    },
  }
}
