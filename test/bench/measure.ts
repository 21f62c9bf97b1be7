import { readFileSync } from 'node:fs'

import { median } from 'simple-statistics'

/** Clock ticks per second in /proc; the same on every Linux in use. */
const TICKS = 100

/** Processor time of a process in seconds; null if there is no /proc. */
export const processorSeconds = (pid: number): number | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) / TICKS
  } catch {
    return null
  }
}

export const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

/** How fast one process handled its events. */
export type Pace = { readonly events: number; readonly seconds: number; readonly cpuSeconds: number }

/**
 * Compares runs in pairs, each with the bare run beside it, and takes medians over the pairs. `cpu` is in
 * microseconds per event.
 */
export const sideBySide = (bare: readonly Pace[], full: readonly Pace[]) => {
  const seconds = (pace: Pace): number => pace.seconds / pace.events
  const cpu = (pace: Pace): number => (pace.cpuSeconds / pace.events) * 1e6
  const share = (cost: (pace: Pace) => number): number =>
    median(full.map((pace, at) => cost(bare[at] ?? pace) / cost(pace)))
  const of = (paces: readonly Pace[]) => ({
    rate: median(paces.map((pace) => 1 / seconds(pace))),
    cpu: median(paces.map(cpu)),
  })
  return { bare: of(bare), full: of(full), wallShare: share(seconds), cpuShare: share(cpu) }
}

/** One figure of the table. */
export type Row = { readonly what: string; readonly figure: string; readonly target?: string }

export const perSecond = (rate: number): string => `${Math.round(rate).toLocaleString('en')}/s`
export const ratio = (value: number): string => value.toFixed(2)

/** Retries: a busy broker may not know a new topic yet, and kafkajs' admin throws instead of waiting. */
export async function insist<T>(work: () => Promise<T>, tries = 5): Promise<T> {
  for (let left = tries; ; left--) {
    try {
      return await work()
    } catch (cause) {
      if (left === 1 || (cause as { retriable?: boolean }).retriable !== true) throw cause
    }
  }
}
