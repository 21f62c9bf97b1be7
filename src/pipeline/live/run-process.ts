// The process around live.ts: settings, log, metrics, health, signals. Shell.
import { setTimeout as delay } from 'node:timers/promises'

import { detectors } from '../../../detectors/index.ts'
import { exitCodeOf } from '../../contract/errors.ts'
import { ring } from '../../core/ring/ring.ts'
import { createHttp, type Facts, listen } from '../../ops/http.ts'
import { createLogger, openStandardError } from '../../ops/log.ts'
import { beginAlerts, createMetrics } from '../../ops/metrics.ts'
import { createPolicyWatcher } from '../../ops/policy-watcher.ts'
import { addressText, type Settings } from '../../ops/settings-form.ts'
import { loadSettings } from '../../ops/settings.ts'
import { codeOf } from './faults.ts'
import type { LivePass } from './live-pass.ts'
import { createLive, type Live } from './live.ts'

// A supervisor usually waits 10 s before it kills. Lanes not handed back by then are taken back by the group.
const SHUTDOWN_MS = 8_500
/** How long the last lines of the log may take to be written. */
const LAST_LINES_MS = 500

export type ProcessOptions = {
  /** null: `waywarden.yaml` if there is one, and the environment. */
  readonly configFile: string | null
  /** null: the policy file of the settings. */
  readonly policyFile: string | null
  /** Resolves with the signal at which the process is to stop. */
  readonly ending: Promise<string>
}

/**
 * Runs until the signal, or until an error that waiting cannot fix, which it logs. Returns the exit code. SIGHUP
 * reads the policy again.
 * @throws WaywardenError if the settings or the policy have faults
 */
export async function runProcess({ configFile, policyFile, ending }: ProcessOptions): Promise<0 | 1 | 2> {
  const settings = loadSettings({ file: configFile, policy: { file: policyFile, detectors } })
  const errors = openStandardError()
  const log = createLogger({ level: settings.log.level, stream: errors })
  const metrics = createMetrics({ withProcess: true })
  beginAlerts(
    metrics,
    [...detectors, ring].map(({ id }) => id),
  )
  const policy = createPolicyWatcher({
    path: settings.policyFile,
    detectors,
    tokenKey: settings.tokenKey,
    log,
    onReload: ({ version }, isAccepted) => {
      metrics.policyReloads.inc({ result: isAccepted ? 'accepted' : 'refused' })
      metrics.policyInfo.reset()
      metrics.policyInfo.set({ version }, 1)
    },
  })
  const policyVersion = policy.current().version
  metrics.policyInfo.set({ version: policyVersion }, 1)

  const end = createEnd(ending)
  const onFatal = (err: unknown) => {
    metrics.laneFaults.inc({ code: codeOf(err) })
    log.fatal({ err, code: codeOf(err) }, 'cannot go on')
    end.fail(err)
  }
  // Never removed: otherwise a second rejection, while lanes are handed back, would end the process at once.
  process.on('unhandledRejection', onFatal)
  const live = createLive({ settings, policy, metrics, log, onFatal })
  const http = createHttp({
    facts: () => factsOf(live),
    isReady: () => isReady(live),
    metrics,
  })
  const begin = async () => {
    const address = await listen(http, settings.http)
    if (end.isDecided) return
    log.info({ address, ...originsOf(settings), policyVersion }, 'listening')
    await live.start()
  }
  try {
    await Promise.race([end.decided, begin().catch(onFatal)])
    log.info({ signal: await end.decided }, 'stopping')
    return 0
  } catch (error) {
    return exitCodeOf(error)
  } finally {
    const closing = Promise.all([live.stop(), http.close()]).then(() => true)
    if (await Promise.race([closing, delay(SHUTDOWN_MS, false)])) log.info('stopped')
    else log.warn('stopped before everything was confirmed; the state is as of the last checkpoint')
    policy.close()
    await errors.written(LAST_LINES_MS)
  }
}

/** Which files the settings are of, and what is read and written: nothing secret. */
const originsOf = ({ settingsFile, policyFile, kafka, redis }: Settings) => ({
  settings: settingsFile,
  policy: policyFile,
  brokers: kafka.brokers,
  groupId: kafka.groupId,
  topic: kafka.topics.queries,
  redis: redis.nodes.map(addressText),
  keyPrefix: redis.keyPrefix,
})

/** What ends the process, whichever comes first: a signal, or an error that waiting cannot fix. */
function createEnd(ending: Promise<string>): {
  readonly decided: Promise<string>
  readonly isDecided: boolean
  readonly fail: (error: unknown) => void
} {
  let fail: (error: unknown) => void = () => {}
  let isDecided = false
  const decided = new Promise<string>((resolve, reject) => {
    fail = reject
    void ending.then(resolve)
  })
  const note = () => void (isDecided = true)
  decided.then(note, note) // it may reject before anybody awaits it
  return {
    decided,
    get isDecided() {
      return isDecided
    },
    fail,
  }
}

/**
 * Lanes of the first pass are required, those of the second are not: if there are more processes than
 * partitions of the findings topic, some have none.
 */
const isReady = ({ passes: [queries, rings], isRedisThere }: Live): boolean =>
  isRedisThere && isSettled(queries) && isSettled(rings) && (queries.lanes?.claimed ?? 0) > 0

const isSettled = ({ lanes, isMember }: LivePass): boolean =>
  lanes !== null && isMember && lanes.hasJoined && lanes.claimed === lanes.assigned && lanes.waiting === 0

const factsOf = ({ passes: [queries, rings], isRedisThere }: Live): Facts => ({
  assigned: queries.lanes?.assigned ?? 0,
  claimed: queries.lanes?.claimed ?? 0,
  waiting: queries.lanes?.waiting ?? 0,
  stopped: queries.lanes?.stopped.join(',') ?? '',
  isMember: queries.isMember,
  isRedisThere,
  ringsAssigned: rings.lanes?.assigned ?? 0,
  ringsClaimed: rings.lanes?.claimed ?? 0,
  ringsWaiting: rings.lanes?.waiting ?? 0,
  ringsStopped: rings.lanes?.stopped.join(',') ?? '',
  ringsIsMember: rings.isMember,
})
