import { defaultOptions, type SimulateOptions } from '../../src/simulate/options.ts'
import type { SimulatedLabel } from '../../src/simulate/output/opening-labels.ts'
import type { SimulatedEvent } from '../../src/simulate/output/simulated-event.ts'
import { simulateInSteps, type SimulationSink } from '../../src/simulate/simulate.ts'

export type Seen = { readonly event: SimulatedEvent; readonly at: number }
export type Run = {
  readonly events: readonly Seen[]
  readonly labels: readonly SimulatedLabel[]
  readonly garbage: readonly string[]
}

/** A company small enough for a unit test, with every kind of theft that its scenario has. */
export const small: Partial<SimulateOptions> = { accounts: 60, days: 11 }

export function run(options: Partial<SimulateOptions>): Run {
  const events: Seen[] = []
  const labels: SimulatedLabel[] = []
  const garbage: string[] = []
  const sink: SimulationSink = {
    event: (event, at) => events.push({ event, at }),
    label: (label) => labels.push(label),
    garbage: (line) => garbage.push(line),
  }
  simulateAll(options, sink)
  return { events, labels, garbage }
}

/** Runs a whole simulation, with the defaults where no option is given. */
export function simulateAll(options: Partial<SimulateOptions>, sink: SimulationSink): void {
  for (const _ of simulateInSteps({ ...defaultOptions, ...options }, sink));
}

let usual: Run | null = null

/** The small company as it is, played once for all who ask. */
export const usualRun = (): Run => (usual ??= run(small))

/** What is known of a simulation before its first hour is over. */
export function open(options: Partial<SimulateOptions>): readonly SimulatedLabel[] {
  const labels: SimulatedLabel[] = []
  const sink = { event: () => undefined, label: (label: SimulatedLabel) => labels.push(label) }
  simulateInSteps({ ...defaultOptions, ...options }, sink).next()
  return labels
}

export const labelsOf = <Kind extends SimulatedLabel['kind']>(
  labels: readonly SimulatedLabel[],
  kind: Kind,
) => labels.filter((label): label is Extract<SimulatedLabel, { kind: Kind }> => label.kind === kind)

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

export function groupsOf<Item, Key>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): ReadonlyMap<Key, readonly Item[]> {
  const groups = new Map<Key, Item[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group === undefined) groups.set(keyOf(item), [item])
    else group.push(item)
  }
  return groups
}
