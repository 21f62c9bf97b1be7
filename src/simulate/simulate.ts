import { START_MS } from './calendar.ts'
import { checkOptions } from './check-options.ts'
import { createHourPlayer } from './hour-player.ts'
import type { SimulateOptions } from './options.ts'
import { createDisturber, type Receiver } from './output/disturb.ts'
import { eventLine } from './output/event-line.ts'
import { spoil } from './output/garbage.ts'
import { openingLabels, type SimulatedLabel } from './output/opening-labels.ts'
import { createEventWriter, type SimulatedEvent } from './output/simulated-event.ts'
import { buildWorld, placeAll } from './place.ts'
import { createRandom } from './random/create-random.ts'
import { recordsOf, type Draft } from './work/draft.ts'

/**
 * Receives the output of a simulation. Labels of the company, its accounts, thefts and oddities come before
 * the first event. The label of a theft's event comes just before the event.
 */
export type SimulationSink = {
  readonly event: (event: SimulatedEvent, eventTimeMs: number) => void
  readonly label?: (label: SimulatedLabel) => void
  readonly garbage?: (line: string, atMs: number) => void
}

/**
 * Runs a simulation, and yields after each simulated hour, so that a writer can wait in between. Events come
 * in order of arrival: that of event time, unless some are late. Pure: the same options give the same calls.
 * Memory holds the accounts and the instants of one hour, however many days are simulated. Throws
 * `usage_invalid` for options that cannot be met.
 */
export function* simulateInSteps(options: SimulateOptions, sink: SimulationSink): Generator<undefined, void> {
  const scenario = checkOptions(options)
  const world = buildWorld(scenario, options)
  const { thefts, oddities } = placeAll(world, scenario, options)
  for (const label of openingLabels(world, scenario, { thefts, oddities })) sink.label?.(label)

  const disturber = createDisturber(options, createReceiver(options, sink))
  const playHour = createHourPlayer(world, [...thefts, ...oddities])
  for (let hour = 0; hour < world.days * 24; hour++) {
    playHour(hour, disturber.add)
    yield
  }
  disturber.end()
}

function createReceiver(options: SimulateOptions, sink: SimulationSink): Receiver {
  const write = createEventWriter(options)
  const random = createRandom(options.seed, 'garbage')
  const shiftMs = options.startMs - START_MS
  const moved = (draft: Draft): Draft => (shiftMs === 0 ? draft : { ...draft, at: draft.at + shiftMs })
  const copy = (draft: Draft) => sink.event(write(moved(draft)), draft.at + shiftMs)
  const lookUp = (draft: Draft) => {
    if (draft.theft !== null) sink.label?.(theftEvent(draft, draft.theft))
    copy(draft)
  }
  const garbage = (near: Draft) =>
    sink.garbage?.(spoil(eventLine(write(moved(near))), random), near.at + shiftMs)
  return { lookUp, copy, garbage }
}

const theftEvent = (draft: Draft, theft: string): SimulatedLabel => ({
  kind: 'theft-event',
  theft,
  eventId: draft.eventId,
  accountId: draft.account.accountId,
  records: recordsOf(draft),
})
