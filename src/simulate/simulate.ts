import { dayStart, HOUR_MS } from './calendar.ts'
import type { Placed } from './happening.ts'
import type { SimulateOptions } from './options.ts'
import { createEventWriter, type SimulatedEvent } from './output/simulated-event.ts'
import { createDisturber, type Arrival } from './output/disturb.ts'
import { eventLine } from './output/event-line.ts'
import { spoil } from './output/garbage.ts'
import type { Label } from './output/label.ts'
import { createActs } from './output/merge.ts'
import { openingLabels } from './output/opening-labels.ts'
import { buildWorld, placeAll } from './place.ts'
import { createRandom } from './random/create-random.ts'
import { findScenario } from './scenarios/catalogue.ts'
import { recordsOf, type Draft } from './work/draft.ts'
import { createWorker } from './work/worker.ts'
import type { World } from './world.ts'

/** Where a simulation goes. The labels of a run come before its first event, a theft's event just before its label's event. */
export type SimulationSink = {
  readonly event: (event: SimulatedEvent, eventTimeMs: number) => void
  readonly label?: (label: Label) => void
  readonly garbage?: (line: string, atMs: number) => void
}

/** Runs a whole simulation; events come in order of arrival, which is order of event time unless some are late. */
export function simulate(options: SimulateOptions, sink: SimulationSink): void {
  const steps = simulateInSteps(options, sink)
  while (steps.next().done !== true);
}

/**
 * The same, one simulated hour a step, so that a writer can wait between steps. Pure: same options, same calls.
 * Memory holds one hour of look-ups and the accounts, however many days.
 */
export function* simulateInSteps(options: SimulateOptions, sink: SimulationSink): Generator<undefined, void> {
  const scenario = findScenario(options.scenario)
  const world = buildWorld(scenario, options)
  const happenings = placeAll(world, scenario, options)
  for (const label of openingLabels(world, scenario, happenings)) sink.label?.(label)

  const everything = [...happenings.thefts, ...happenings.oddities]
  const emit = createEmitter(options, sink)
  for (const { drafts, endMs } of hourly(world, everything)) {
    emit(drafts, endMs)
    yield
  }
  emit([], Number.POSITIVE_INFINITY)
}

/** All look-ups of the company, hour by hour, in order of event time. */
function* hourly(world: World, everything: readonly Placed[]): Generator<{ drafts: Draft[]; endMs: number }> {
  const changes = everything.flatMap((happening) => happening.changes ?? [])
  const workers = world.accounts.map((account) =>
    createWorker(
      world,
      account,
      changes.filter((change) => change.account === account.index),
    ),
  )
  const act = createActs(everything.flatMap((happening) => happening.acts ?? []))
  for (let day = 0; day < world.days; day++) {
    for (let hour = 0; hour < 24; hour++) {
      const endMs = dayStart(day) + (hour + 1) * HOUR_MS
      const drafts: Draft[] = []
      for (const work of workers) work(day, hour, drafts)
      act(endMs, drafts)
      yield { drafts: drafts.sort((left, right) => left.at - right.at), endMs }
    }
  }
}

function createEmitter(
  options: SimulateOptions,
  sink: SimulationSink,
): (drafts: readonly Draft[], endMs: number) => void {
  const write = createEventWriter(options)
  const send = (draft: Draft) => {
    if (draft.theft !== null) sink.label?.(theftEvent(draft, draft.theft))
    sink.event(write(draft), draft.at)
  }
  if (options.late + options.duplicates + options.garbage === 0) return (drafts) => drafts.forEach(send)

  const random = createRandom(options.seed, 'disturb')
  const disturber = createDisturber(random, options)
  const arrive = (arrival: Arrival) => {
    switch (arrival.kind) {
      case 'look-up':
        return send(arrival.draft)
      case 'copy':
        return sink.event(write(arrival.draft), arrival.draft.at)
      case 'garbage':
        return sink.garbage?.(spoil(eventLine(write(arrival.near)), random), arrival.near.at)
    }
  }
  return (drafts, endMs) => {
    for (const draft of drafts) disturber.add(draft)
    for (const arrival of disturber.takeBefore(endMs)) arrive(arrival)
  }
}

const theftEvent = (draft: Draft, theft: string): Label => ({
  kind: 'theft-event',
  theft,
  eventId: draft.eventId,
  accountId: draft.account.accountId,
  records: recordsOf(draft),
})
