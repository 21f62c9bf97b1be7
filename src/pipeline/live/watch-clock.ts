import { WaywardenError } from '../../contract/errors.ts'
import { pause } from './until-answered.ts'

const LOOK_EVERY_MS = 1_000

/** `wallMs` is the system's clock, which may be set; `steadyMs` any that only runs forward. */
export type Clocks = { readonly wallMs: () => number; readonly steadyMs: () => number }

export type ClockOptions = {
  readonly sessionTimeoutMs: number
  readonly clocks?: Clocks
  readonly lookEveryMs?: number
  /** Called once, with why the process must end. */
  readonly onFatal: (error: unknown) => void
  readonly signal: AbortSignal
}

/**
 * Watches until the signal whether the system's clock is set back. By that clock kafkajs tells when to send the
 * next heartbeat, so it would send none until the old time has come again. Within a session the group gets over
 * that; after one it expels a process that would fetch on, and score nothing.
 */
export async function watchClock(options: ClockOptions): Promise<void> {
  const { sessionTimeoutMs, clocks = SYSTEM, lookEveryMs = LOOK_EVERY_MS, onFatal, signal } = options
  const differenceMs = (): number => clocks.wallMs() - clocks.steadyMs()
  let beforeMs = differenceMs()
  for (;;) {
    await pause(lookEveryMs, signal)
    if (signal.aborted) return
    const nowMs = differenceMs()
    if (beforeMs - nowMs >= sessionTimeoutMs) return onFatal(setBack(beforeMs - nowMs))
    beforeMs = nowMs
  }
}

const SYSTEM: Clocks = { wallMs: Date.now, steadyMs: () => performance.now() }

const setBack = (byMs: number): WaywardenError =>
  new WaywardenError(
    'lane_stalled',
    `The system's clock was set back by ${Math.round(byMs / 1000)} s. The Kafka client would send no heartbeat for so long, and lose its lanes. Start waywarden again`,
    { cause: { byMs } },
  )
