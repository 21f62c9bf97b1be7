import type { Logger } from 'pino'

import type { Tunable } from '../contract/policy.ts'
import type { Policy } from '../core/policy.ts'
import { readPolicy } from './policy-file.ts'

export type PolicyWatcher = {
  /** The policy in force. Ask between two batches, never within one. */
  readonly current: () => Policy
  close(): void
}

export type PolicyWatcherOptions = {
  /** null: no policy file, the detectors' defaults are in force. */
  readonly path: string | null
  readonly detectors: readonly Tunable[]
  readonly tokenKey: Uint8Array
  readonly log: Logger
  /** Called after every attempt to read the file again, for metrics. */
  readonly onReload: (policy: Policy, isAccepted: boolean) => void
}

/**
 * Reads the policy, throws if it is invalid, and from then on reads it again at every SIGHUP. Fails closed at
 * the start, open afterwards: an invalid file is refused and logged, and the old thresholds stay in force.
 */
export function createPolicyWatcher(options: PolicyWatcherOptions): PolicyWatcher {
  const { path, log, onReload } = options
  const read = () => readPolicy(path, options)
  let policy = read()

  const reload = (): void => {
    const before = policy.version
    if (path === null) {
      log.warn({ policyVersion: before }, 'no policy file is set, the defaults stay in force')
      return
    }
    try {
      policy = read()
    } catch (err) {
      log.error({ err, path, policyVersion: before }, 'policy refused, the previous one stays in force')
      onReload(policy, false)
      return
    }
    log.info({ path, policyVersion: policy.version, before }, 'policy reloaded')
    onReload(policy, true)
  }

  process.on('SIGHUP', reload)
  return { current: () => policy, close: () => void process.off('SIGHUP', reload) }
}
