import { detectors } from '../../detectors/index.ts'
import { createLogger } from '../../src/ops/log.ts'
import { createMetrics } from '../../src/ops/metrics.ts'
import { createDecoder } from '../../src/pipeline/decode/decode.ts'
import { createHotStates } from '../../src/pipeline/hot-states.ts'
import { claimLane } from '../../src/pipeline/lane.ts'
import type { Extents } from '../../src/pipeline/live/extents.ts'
import { createLiveLanes } from '../../src/pipeline/live/live-lanes.ts'
import { createPlacing, type PlaceOptions } from '../../src/pipeline/live/placing.ts'
import { createQueryPass } from '../../src/pipeline/query-pass.ts'
import { createSnapshotReader, type SnapshotReaderOptions } from '../../src/pipeline/snapshot-reader.ts'
import { createMemoryStore } from '../../src/state/memory.ts'
import type { OutboxMessage, StateStore } from '../../src/state/store.ts'
import type { InputRecord } from '../../src/transport/input-record.ts'
import type { FetchedBatch } from '../../src/transport/kafka-consumer.ts'
import type { Extent } from '../../src/transport/kafka-topics.ts'
import { captureLog } from '../ops/captured-log.ts'
import { defaultPolicy } from '../ops/default-policy.ts'

const topic = 'queries'
const startMs = Date.UTC(2026, 2, 2)
const policy = defaultPolicy(detectors)

export type FixtureOptions = {
  /** Around the memory store: what a test lets fail. */
  readonly store?: (inner: StateStore) => StateStore
  readonly extent?: Extent
  readonly place?: Partial<Pick<PlaceOptions, 'startFrom' | 'hadHistory' | 'onLostOffsets'>>
  readonly maxBatchRecords?: number
  readonly isMember?: () => boolean
  /** Who waits for the two other lanes, which score nothing; without it the lanes do not ask each other. */
  readonly isWaitedFor?: SnapshotReaderOptions['isWaitedFor']
  /** Throws where the brokers are to refuse. */
  readonly beforePublish?: (messages: readonly OutboxMessage[]) => void
}

/** Lanes over the memory store, and a consumer that only notes where it was sent. */
export function createLiveFixture(options: FixtureOptions = {}) {
  const memory = createMemoryStore()
  const store = options.store?.(memory) ?? memory
  const captured = captureLog()
  const log = createLogger({ level: 'info', stream: captured.stream })
  const metrics = createMetrics({ withProcess: false })
  const tokenKey = new TextEncoder().encode('sixteen bytes or more')
  const decode = createDecoder({
    tokenKey,
    mapping: null,
    maxEventBytes: 1_000_000,
    maxAheadMs: 300_000,
    maxLatenessMs: 604_800_000,
  })
  const pass = createQueryPass({ detectors, decode })
  const hot = createHotStates(Infinity, pass.bytesOf)
  const published: OutboxMessage[] = []
  const moves: string[] = []
  const fatal: unknown[] = []
  const { isWaitedFor } = options
  const askOthers =
    isWaitedFor === undefined
      ? null
      : createSnapshotReader({ store, lanes: 3, onOffered: () => {}, isWaitedFor })
  const claim = (partition: number) =>
    claimLane({
      pass,
      partition,
      store,
      policy: () => policy,
      tokenKey,
      alertTokenKey: new TextEncoder().encode('sixteen other bytes'),
      hot,
      askOthers,
      ringLanes: 1,
      publish: async (messages) => {
        options.beforePublish?.(messages)
        published.push(...messages)
      },
    })
  const extents = extentsOf(
    async () =>
      new Map([0, 1, 2].map((partition) => [partition, options.extent ?? { start: 0, end: 1_000 }])),
  )
  const placeOptions = {
    topic,
    store,
    claim,
    extents,
    startFrom: 'earliest',
    hadHistory: async () => false,
    onLostOffsets: 'stop',
    metrics,
    log,
    ...options.place,
  } as const
  const lanes = createLiveLanes({
    topic,
    consumer: {
      heartbeatIntervalMs: 5,
      get isMember() {
        return options.isMember?.() ?? true
      },
      pause: (partition) => void moves.push(`pause ${partition}`),
      moveTo: (partition, offset) => void moves.push(`move ${partition} to ${offset}`),
    },
    placing: (partition) => createPlacing(placeOptions, partition),
    maxBatchRecords: options.maxBatchRecords ?? 100,
    hot,
    metrics,
    log,
    onFatal: (error) => void fatal.push(error),
  })
  return { lanes, memory, metrics, published, moves, fatal, log: captured.lines, claim, placeOptions }
}

export function record(offset: number, partition = 0, accountOf = ofFive): InputRecord {
  const timestampMs = startMs + offset * 1_000
  const event = {
    eventId: `e${offset}`,
    occurredAt: timestampMs,
    accountId: accountOf(offset),
    waybills: [{ no: `n${offset}` }],
  }
  return { topic, partition, offset, timestampMs, value: Buffer.from(JSON.stringify(event)) }
}

const ofFive = (offset: number): string => `a${offset % 5}`

export type BatchOptions = {
  readonly accountOf?: (offset: number) => string
  readonly partition?: number
  readonly fetchedFrom?: number
  readonly heartbeat?: () => Promise<void>
}

/** Records from one offset up to but not including another, as a fetch brings them. */
export function batchOf(
  from: number,
  to: number,
  options: BatchOptions = {},
): FetchedBatch & { readonly resolved: number[] } {
  const { partition = 0, fetchedFrom = from, heartbeat = async () => {}, accountOf } = options
  const resolved: number[] = []
  const records = Array.from({ length: to - from }, (_, index) => record(from + index, partition, accountOf))
  return {
    partition,
    fetchedFrom,
    nextFetch: to,
    records,
    resolve: ({ offset }) => void resolved.push(offset),
    heartbeat,
    resolved,
  }
}

/** However new they have to be. */
export const extentsOf = (ask: Extents['fresh']): Extents => ({ recent: ask, fresh: ask })
