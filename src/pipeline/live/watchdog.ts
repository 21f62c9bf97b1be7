// Most time that one look adds to a stall. Looks come every few seconds; a longer gap means that the process
// itself was suspended, not that its lanes stalled.
const LONGEST_LOOK_MS = 10_000

export type Watchdog = {
  /**
   * Whether records have waited for too long without progress. `pulse` is any number
   * that grows with progress.
   */
  isStalled(look: { readonly lag: number; readonly pulse: number; readonly nowMs: number }): boolean
}

/** kafkajs sometimes stops fetching without an error; only a new process helps. */
export function createWatchdog(stalledAfterMs: number): Watchdog {
  let last: { readonly pulse: number; readonly nowMs: number } | null = null
  let stalledMs = 0
  return {
    isStalled: ({ lag, pulse, nowMs }) => {
      const isMoving = last === null || lag === 0 || pulse !== last.pulse
      stalledMs = isMoving ? 0 : stalledMs + Math.min(nowMs - (last?.nowMs ?? nowMs), LONGEST_LOOK_MS)
      last = { pulse, nowMs }
      return stalledMs >= stalledAfterMs
    },
  }
}
