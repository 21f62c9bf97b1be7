import { describe, expect, it } from 'vitest'

import { WaywardenError } from '../../../src/contract/errors.ts'
import { STATE_VERSION } from '../../../src/core/codec/account-codec.ts'
import { createPlacing } from '../../../src/pipeline/live/placing.ts'
import type { OutboxMessage, StateStore } from '../../../src/state/store.ts'
import { createLiveFixture, extentsOf, record, type FixtureOptions } from '../live-fixture.ts'

describe('the place of a lane', () => {
  it.for([
    ['earliest', 5],
    ['latest', 40],
  ] as const)('is the %s record where there is no history, and stays it', async ([startFrom, offset]) => {
    const extent = { start: 5, end: 40 }
    const { placeOptions } = createLiveFixture({ extent, place: { startFrom } })
    expect((await createPlacing(placeOptions, 0)()).lane.nextOffset).toBe(offset)
    const later = { ...placeOptions, extents: extentsOf(async () => new Map([[0, { start: 5, end: 90 }]])) }
    expect((await createPlacing(later, 0)()).lane.nextOffset).toBe(offset)
  })

  it('is refused without history where the settings say so', async () => {
    const { placeOptions } = createLiveFixture({ place: { startFrom: 'error' } })
    await expect(createPlacing(placeOptions, 0)()).rejects.toMatchObject({ code: 'lane_without_history' })
  })

  it('is refused where the store has lost a history that was there', async () => {
    const { placeOptions } = createLiveFixture({ place: { hadHistory: async () => true } })
    await expect(createPlacing(placeOptions, 0)()).rejects.toMatchObject({
      code: 'lane_without_history',
      message: expect.stringContaining('has lost the history'),
    })
  })

  it('is refused where the store has kept the offset and lost the fields, of a lane without a record, too', async () => {
    const wipe = { hasLostFields: false }
    const { placeOptions, claim } = createLiveFixture({
      store: (inner) => ({
        ...inner,
        claim: async (lane) => {
          const claimed = await inner.claim(lane)
          return wipe.hasLostFields ? { ...claimed, fields: new Map() } : claimed
        },
      }),
    })
    await (await claim(0)).begin(5)
    wipe.hasLostFields = true
    await expect(createPlacing(placeOptions, 0)()).rejects.toMatchObject({
      code: 'state_corrupt',
      message: expect.stringContaining('has the offset of lane 0 (5), but has lost its fields'),
    })
  })

  it('is the last record scored', async () => {
    const place = await scoredTo(10, {})
    expect(await place({ start: 0, end: 50 })).toMatchObject({ fetchFrom: 9, end: 50 })
  })

  it('is the next record where the last one scored is gone', async () => {
    const place = await scoredTo(10, {})
    expect(await place({ start: 10, end: 50 })).toMatchObject({ fetchFrom: 10 })
  })

  it('is behind the markers of transactions that followed the last record scored, where they are gone as well', async () => {
    const { placeOptions } = createLiveFixture()
    const { lane } = await createPlacing(placeOptions, 0)()
    await lane.process([record(0), { ...record(1), behindMarkers: 4 }])
    const place = (start: number) =>
      createPlacing(
        { ...placeOptions, extents: extentsOf(async () => new Map([[0, { start, end: 50 }]])) },
        0,
      )()
    expect(await place(1)).toMatchObject({ fetchFrom: 1 })
    const placed = await place(4)
    expect(placed).toMatchObject({ fetchFrom: 4, lane: { nextOffset: 2 } })
    await expect(place(5)).rejects.toMatchObject({ code: 'kafka_offset_lost' })
    await placed.lane.process([record(4)])
    await expect(place(6)).rejects.toMatchObject({ code: 'kafka_offset_lost' })
  })

  it('is behind a gap that reaches beyond such markers, also for who claims the lane next', async () => {
    const { placeOptions } = createLiveFixture({ place: { onLostOffsets: 'continue' } })
    const { lane } = await createPlacing(placeOptions, 0)()
    await lane.process([record(0), { ...record(1), behindMarkers: 4 }])
    const extents = extentsOf(async () => new Map([[0, { start: 8, end: 50 }]]))
    for (let claims = 0; claims < 2; claims++) {
      const placed = await createPlacing({ ...placeOptions, extents }, 0)()
      expect(placed).toMatchObject({ fetchFrom: 8, lane: { nextOffset: 8 } })
      expect(placed.lane.state.tally.lost).toBe(6)
    }
  })

  it('is not beyond the end of the partition', async () => {
    const place = await scoredTo(10, {})
    expect(await place({ start: 0, end: 10 })).toMatchObject({ fetchFrom: 9 })
    await expect(place({ start: 0, end: 9 })).rejects.toMatchObject({ code: 'kafka_offset_beyond_end' })
  })

  it('is lost with the next record, unless the settings say to go on', async () => {
    const careful = await scoredTo(10, {})
    await expect(careful({ start: 11, end: 50 })).rejects.toMatchObject({
      code: 'kafka_offset_lost',
      message: expect.stringContaining(': up to 1 records were deleted'),
    })
    const resolved = await scoredTo(10, { place: { onLostOffsets: 'continue' } })
    expect(await resolved({ start: 14, end: 50 })).toMatchObject({ fetchFrom: 14 })
  })

  it('says in its coverage at once how many records were lost, and counts them once', async () => {
    let fails = 1
    const { placeOptions, published, memory, metrics } = await fixtureScoredTo(10, {
      place: { onLostOffsets: 'continue' },
      beforePublish: () => {
        if (fails-- > 0) throw new WaywardenError('kafka_send_failed', 'refused', { cause: null })
      },
    })
    const extents = extentsOf(async () => new Map([[0, { start: 14, end: 50 }]]))
    const place = createPlacing({ ...placeOptions, extents }, 0)
    await expect(place()).rejects.toMatchObject({ code: 'kafka_send_failed' })
    expect(await place()).toMatchObject({ fetchFrom: 14 })
    expect((await metrics.gapRecords.get()).values).toMatchObject([{ value: 4 }])
    const told = published.filter(({ channel }) => channel === 'coverage').map(({ value }) => value)
    expect(told.map((value) => JSON.parse(value) as unknown)).toMatchObject([
      { throughOffset: '14', read: 10, lost: 4 },
    ])
    expect(await memory.claim(0)).toMatchObject({ offset: 14, outbox: [] })
  })

  it('is not claimed while the brokers do not answer', async () => {
    const { placeOptions, memory } = createLiveFixture()
    const { epoch } = await memory.claim(0)
    const away = () => Promise.reject(new WaywardenError('kafka_unavailable', 'away', { cause: null }))
    await expect(createPlacing({ ...placeOptions, extents: extentsOf(away) }, 0)()).rejects.toThrow('away')
    expect((await memory.claim(0)).epoch).toBe(epoch + 1)
  })

  it('is claimed once, while the brokers refuse what its last owner has left', async () => {
    let claims = 0
    const tried: (readonly OutboxMessage[])[] = []
    const { placeOptions, memory } = createLiveFixture({
      store: (inner) => ({ ...inner, claim: (lane) => (claims++, inner.claim(lane)) }),
      beforePublish: (messages) => {
        if (tried.push(messages) < 3)
          throw new WaywardenError('kafka_send_failed', 'refused', { cause: null })
      },
    })
    await leave(memory)
    const place = createPlacing(placeOptions, 0)
    await expect(place()).rejects.toThrow('refused')
    await expect(place()).rejects.toThrow('refused')
    expect(await place()).toMatchObject({ fetchFrom: 4 })
    expect(claims).toBe(1)
    expect(new Set(tried).size).toBe(1) // the same array, by which the publisher knows what of it was taken
    expect(await memory.claim(0)).toMatchObject({ outbox: [], outboxHead: 1 })
  })

  it('is claimed again where another process has claimed it while the brokers refused', async () => {
    let refuses = true
    const { placeOptions, memory, published } = createLiveFixture({
      beforePublish: () => {
        if (refuses) throw new WaywardenError('kafka_send_failed', 'refused', { cause: null })
      },
    })
    await leave(memory)
    const place = createPlacing(placeOptions, 0)
    await expect(place()).rejects.toThrow('refused')
    await memory.claim(0)
    refuses = false
    await expect(place()).rejects.toMatchObject({ code: 'lane_fenced' })
    expect(published).toEqual([])
    expect(await place()).toMatchObject({ fetchFrom: 4 })
    expect(published).toHaveLength(1)
  })

  it('is asked for again when the brokers do not know the partition yet', async () => {
    const { placeOptions } = createLiveFixture()
    await expect(createPlacing(placeOptions, 7)()).rejects.toMatchObject({ code: 'kafka_unavailable' })
  })
})

/** A lane at offset 5 whose owner has ended before it could publish. */
const leave = async (store: StateStore): Promise<void> => {
  const { epoch } = await store.claim(0)
  const message = { channel: 'coverage', key: 'k', value: 'v' } as const
  await store.checkpoint({
    lane: 0,
    epoch,
    expectedOffset: null,
    nextOffset: 5,
    states: [],
    fields: [['states', String(STATE_VERSION)]],
    outbox: [message],
    acknowledged: 0,
  })
}

/** Asks for the place of a lane that has scored everything before `offset`. */
async function scoredTo(offset: number, options: FixtureOptions) {
  const { placeOptions } = await fixtureScoredTo(offset, options)
  return (extent: { start: number; end: number }) =>
    createPlacing({ ...placeOptions, extents: extentsOf(async () => new Map([[0, extent]])) }, 0)()
}

async function fixtureScoredTo(offset: number, options: FixtureOptions) {
  const fixture = createLiveFixture(options)
  const { lane } = await createPlacing(fixture.placeOptions, 0)()
  await lane.process(Array.from({ length: offset }, (_, at) => record(at)))
  return fixture
}
