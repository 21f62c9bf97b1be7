// Looks come every few seconds; a longer gap is a process that was stopped itself, not lanes that stood still.
const LONGEST_LOOK_MS = 10_000

export type Watchdog = {
  /** Whether records have waited, and nothing has moved, for too long. `pulse` is any number that grows with life. */
  isStalled(look: { readonly lag: number; readonly pulse: number; readonly nowMs: number }): boolean
}

/** kafkajs sometimes stops to fetch without a word; only a new process helps. */
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
