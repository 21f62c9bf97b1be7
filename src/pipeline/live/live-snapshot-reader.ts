import type { Logger } from 'pino'

import type { Offer } from '../../core/peers/lane-snapshots.ts'
import { snapshotAges, type Metrics } from '../../ops/metrics.ts'
import type { Settings } from '../../ops/settings-form.ts'
import type { StateStore } from '../../state/store.ts'
import { isoDate } from '../../terminal/figures.ts'
import { createSnapshotReader, type AskOthers } from '../snapshot-reader.ts'
import { createPatience } from './patience.ts'

export type LiveSnapshotsOptions = {
  readonly topic: string
  readonly store: StateStore
  readonly partitions: number
  readonly settings: Pick<Settings, 'kafka'>
  readonly metrics: Metrics
  readonly log: Logger
}

/**
 * The snapshot reader for the lanes of a topic; null for an only lane. It also tells
 * metrics and log which snapshots were older or missing.
 */
export function createLiveSnapshotReader(options: LiveSnapshotsOptions): AskOthers | null {
  const { topic, store, partitions, settings, metrics, log } = options
  const onOffered = (partition: number, day: number, offers: readonly Offer[]) => {
    const lanesWith = (snapshot: Freshness) =>
      offers.filter((offer) => freshnessOf(offer, day) === snapshot).map(({ lane }) => lane)
    for (const snapshot of snapshotAges)
      metrics.snapshots.set({ topic, partition, snapshot }, lanesWith(snapshot).length)
    const [older, missing] = [lanesWith('older'), lanesWith('missing')]
    if (older.length + missing.length === 0) return
    // On the first day of a topic no lane has one.
    const level = missing.length === offers.length ? 'debug' : 'info'
    log[level](
      { partition, date: isoDate(day), older, missing },
      'snapshots of other lanes are older than yesterday or missing',
    )
  }
  const isWaitedFor = createPatience({
    store,
    sessionTimeoutMs: settings.kafka.sessionTimeoutMs,
    now: Date.now,
    elapsedMs: () => performance.now(),
  })
  return createSnapshotReader({ store, lanes: partitions, onOffered, isWaitedFor })
}

type Freshness = (typeof snapshotAges)[number]

const freshnessOf = (offer: Offer, day: number): Freshness => {
  if (offer.day === null) return 'missing'
  return offer.day === day - 1 ? 'yesterday' : 'older'
}
