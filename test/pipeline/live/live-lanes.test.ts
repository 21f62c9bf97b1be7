import { setTimeout as delay } from 'node:timers/promises'

import { describe, expect, it } from 'vitest'

import type { CoverageRecord } from '../../../src/contract/coverage.ts'
import { WaywardenError } from '../../../src/contract/errors.ts'
import { rejectReasons } from '../../../src/contract/reject.ts'
import { MINUTE_MS } from '../../../src/contract/time-units.ts'
import type { Metrics } from '../../../src/ops/metrics.ts'
import type { StateStore } from '../../../src/state/store.ts'
import { batchOf, createLiveFixture } from '../live-fixture.ts'

describe('live lanes', () => {
  it('are claimed before the consumer is sent to where the store says', async () => {
    const { lanes, moves } = createLiveFixture()
    lanes.assign([0, 2])
    expect(lanes.claimed).toBe(0)
    await expect.poll(() => lanes.claimed).toBe(2)
    expect(moves.toSorted()).toEqual(['move 0 to 0', 'move 2 to 0'])
  })

  it('score a batch in portions, and resolve each when it is written', async () => {
    const { lanes, metrics } = createLiveFixture({ maxBatchRecords: 4 })
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    const batch = batchOf(0, 10)
    await lanes.take(batch)
    expect(batch.resolved).toEqual([3, 7, 9])
    expect(lanes.places()).toEqual([{ partition: 0, nextOffset: 10, fetchedTo: 10 }])
    expect((await metrics.eventsIn.get()).values[0]?.value).toBe(10)
  })

  it('score all of a batch, and resolve it only then, where a day that begins within it waits for other lanes', async () => {
    let hasToWait = true
    const evening = 20 * 3_600 // a second for each offset: the company's day of work begins at 20:00 UTC
    const { lanes, metrics } = createLiveFixture({
      extent: { start: evening - 5, end: evening + 5 },
      isWaitedFor: async () => hasToWait,
    })
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    const batch = batchOf(evening - 5, evening + 5)
    await lanes.take(batch)
    expect(lanes.places()[0]?.nextOffset).toBe(evening)
    // kafkajs would fetch what follows, and the rest would never be scored.
    expect(batch.resolved).toEqual([])
    hasToWait = false
    await expect.poll(() => batch.resolved).toEqual([evening + 4])
    expect(lanes.places()[0]?.nextOffset).toBe(evening + 5)
    expect((await metrics.eventsCounted.get()).values[0]?.value).toBe(10)
  })

  it('pass over no record of a large batch where the others come while the lane stops for them', async () => {
    const evening = 20 * 3_600
    let asked = 0
    const { lanes, memory } = createLiveFixture({
      extent: { start: evening - 5, end: evening + 1_200 },
      maxBatchRecords: 5_000,
      isWaitedFor: async () => ++asked === 1,
    })
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    await lanes.take(batchOf(evening - 5, evening + 1_200)) // it is decoded in portions of 500
    expect(asked).toBe(2)
    expect(lanes.places()[0]?.nextOffset).toBe(evening + 1_200)
    // Whichever come behind others would be late.
    const { fields } = await memory.claim(0)
    expect(JSON.parse(String(fields.get('tally')))).toMatchObject({ counted: 1_205, duplicates: 0, late: 0 })
  })

  it('have counted no reject of any reason when they are claimed, so that an alarm sees the first', async () => {
    const { lanes, metrics } = createLiveFixture()
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    const { values } = await metrics.eventsRejected.get()
    expect(values.map(({ labels, value }) => [labels.reason, value])).toEqual(
      rejectReasons.map((reason) => [reason, 0]),
    )
  })

  it('count a batch that is written where the lane is assigned anew before it could be published', async () => {
    let refuses = true
    const { lanes, metrics, published } = createLiveFixture({
      maxBatchRecords: 600,
      beforePublish: () => {
        if (refuses) throw unsent()
      },
    })
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    const taken = lanes.take(batchOf(0, 600))
    await expect.poll(() => lanes.waiting).toBe(1)
    await taken
    lanes.assign([0])
    refuses = false
    await expect.poll(() => lanes.places()[0]?.nextOffset).toBe(600)
    expect(published.map(({ channel }) => channel)).toEqual(['coverage'])
    await lanes.take(batchOf(599, 602))
    expect((await metrics.eventsCounted.get()).values[0]?.value).toBe(602)
  })

  it('tell how far they are when they have been at rest for a minute, and only once', async () => {
    const { lanes, published } = createLiveFixture()
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    await lanes.take(batchOf(0, 10))
    const told = () => published.map(({ value }) => (JSON.parse(value) as CoverageRecord).throughOffset)
    await lanes.tellAtRest(0)
    await lanes.tellAtRest(MINUTE_MS - 1)
    expect(told()).toEqual([])
    await lanes.take(batchOf(10, 20))
    await lanes.tellAtRest(MINUTE_MS)
    await lanes.tellAtRest(2 * MINUTE_MS - 1)
    expect(told()).toEqual([])
    await lanes.tellAtRest(2 * MINUTE_MS)
    await lanes.tellAtRest(3 * MINUTE_MS)
    expect(told()).toEqual(['20'])
  })

  it('do not wait for a lane that waits before others tell how far they are', async () => {
    let refuses = false
    const { lanes, published } = createLiveFixture({
      maxBatchRecords: 600,
      beforePublish: (messages) => {
        if (refuses && messages[0]?.key === 'queries/0') throw unsent()
      },
    })
    lanes.assign([0, 1])
    await expect.poll(() => lanes.claimed).toBe(2)
    await lanes.take(batchOf(0, 10, { partition: 1 }))
    refuses = true
    await lanes.take(batchOf(0, 600))
    expect(lanes.waiting).toBe(1)
    await lanes.tellAtRest(0)
    await lanes.tellAtRest(MINUTE_MS)
    expect(published.map(({ key }) => key)).toEqual(['queries/1'])
  })

  it('have nothing left to publish when they are claimed, whatever could not be sent before', async () => {
    const { lanes, metrics } = createLiveFixture()
    metrics.outboxMessages.set({ topic: 'queries', partition: 0 }, 3)
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    expect((await metrics.outboxMessages.get()).values.map(({ value }) => value)).toEqual([0])
  })

  it('leave no state in the process, by the metrics too, when all are given to others', async () => {
    const { lanes, metrics } = createLiveFixture()
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    await lanes.take(batchOf(0, 10))
    const held = async () =>
      [await metrics.hotStates.get(), await metrics.stateBytes.get()].map(({ values }) => values[0]?.value)
    expect(Math.min(...((await held()) as number[]))).toBeGreaterThan(0)
    lanes.assign([])
    await expect.poll(held).toEqual([0, 0])
  })

  it('hold what they publish until they are assigned anew or to others, and when they are released', async () => {
    const { lanes } = createLiveFixture()
    lanes.assign([0])
    const holds = lanes.ownershipOf(0)
    const [before, never] = [holds(), lanes.ownershipOf(1)()]
    expect([before, never]).toEqual([true, false])
    lanes.assign([])
    expect(holds()).toBe(false)
    lanes.assign([0])
    const again = lanes.ownershipOf(0)
    expect([holds(), again()]).toEqual([false, true])
    await lanes.release()
    expect(again()).toBe(true)
  })

  it('leave a batch alone that comes before the claim', async () => {
    const { lanes } = createLiveFixture()
    lanes.assign([0])
    const batch = batchOf(0, 10)
    await lanes.take(batch)
    expect(batch.resolved).toEqual([])
  })

  it('leave a batch alone that another assignment has overtaken', async () => {
    const { lanes, moves } = createLiveFixture()
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    const batch = batchOf(0, 10)
    const taken = lanes.take(batch)
    lanes.assign([1])
    await taken
    await expect.poll(() => lanes.claimed).toBe(1)
    expect(batch.resolved).toEqual([])
    expect(lanes.assigned).toBe(1)
    expect(moves).toEqual(['move 0 to 0', 'move 1 to 0'])
  })

  it('resolve nothing of a batch that is written while they are given away', async () => {
    const { lanes, memory } = createLiveFixture({
      store: (inner) => ({
        ...inner,
        checkpoint: async (step) => {
          if (step.nextOffset === 10) lanes.assign([1])
          return inner.checkpoint(step)
        },
      }),
    })
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    const batch = batchOf(0, 10)
    await lanes.take(batch)
    expect((await memory.claim(0)).offset).toBe(10)
    // kafkajs would go on from there in an assignment for which the lane is not claimed yet.
    expect(batch.resolved).toEqual([])
  })

  it('claim again, and score nothing, when a batch begins elsewhere', async () => {
    const { lanes, moves } = createLiveFixture()
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    await lanes.take(batchOf(0, 10))
    const astray = batchOf(20, 30)
    await lanes.take(astray)
    expect(astray.resolved).toEqual([])
    await expect.poll(() => moves.at(-1)).toBe('move 0 to 9')
    expect(moves.slice(0, 2)).toEqual(['move 0 to 0', 'pause 0'])
    // From its last record on: by it the lane knows the topic again.
    await lanes.take(batchOf(9, 12))
    expect(lanes.places()[0]?.nextOffset).toBe(12)
  })

  it('say once of each lane that its batches begin elsewhere, as they do again and again on a compacted topic', async () => {
    const { lanes, moves, log } = createLiveFixture()
    lanes.assign([0, 1])
    await expect.poll(() => lanes.claimed).toBe(2)
    for (const partition of [0, 0, 1]) {
      const before = moves.length
      await lanes.take(batchOf(20, 30, { partition }))
      await expect.poll(() => moves.slice(before)).toContain(`move ${partition} to 0`)
    }
    expect(log().filter(({ level }) => level === 'warn')).toMatchObject(
      [0, 1].map((partition) => ({ code: 'lane_astray', partition, fetchFrom: 0, fetchedFrom: 20 })),
    )
  })

  it('are claimed again where the store has forgotten them, though no record comes, and one line says which', async () => {
    let knows = [true, true, true]
    const { lanes, moves, log } = createLiveFixture({
      store: (inner) => ({
        ...inner,
        standOf: async (lane) => (knows[lane] === true ? inner.standOf(lane) : { epoch: 0, offset: null }),
      }),
    })
    lanes.assign([0, 1, 2])
    await expect.poll(() => lanes.claimed).toBe(3)
    await lanes.askStore()
    expect(moves.toSorted()).toEqual(['move 0 to 0', 'move 1 to 0', 'move 2 to 0'])
    knows = [true, false, false]
    await lanes.askStore()
    const again = ['move 1 to 0', 'move 2 to 0', 'pause 1', 'pause 2']
    await expect.poll(() => moves.slice(3).toSorted()).toEqual(again)
    expect(lanes.claimed).toBe(3)
    const warnings = log().filter(({ level }) => level === 'warn')
    expect(warnings).toMatchObject([
      { partitions: [1, 2], msg: 'Redis has forgotten lanes, claiming them again' },
    ])
  })

  it('are claimed again where the store has forgotten them, though another does not answer', async () => {
    let isAway = false
    const { lanes, moves } = createLiveFixture({
      store: (inner) => ({
        ...inner,
        standOf: async (lane) => {
          if (isAway && lane === 0) throw away()
          return isAway ? { epoch: 0, offset: null } : inner.standOf(lane)
        },
      }),
    })
    lanes.assign([0, 1])
    await expect.poll(() => lanes.claimed).toBe(2)
    isAway = true
    await expect(lanes.askStore()).rejects.toMatchObject({ code: 'redis_unavailable' })
    await expect.poll(() => moves.slice(2)).toEqual(['pause 1', 'move 1 to 0'])
  })

  it('are claimed again where the store has lost their last step and kept the claim, though no record comes', async () => {
    let lost = 0
    const { lanes, moves } = createLiveFixture({
      store: (inner) => ({
        ...inner,
        standOf: async (lane) => {
          const { epoch, offset } = await inner.standOf(lane)
          return { epoch, offset: (offset ?? 0) - lost }
        },
      }),
    })
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    await lanes.take(batchOf(0, 10))
    await lanes.askStore()
    expect(moves).toEqual(['move 0 to 0'])
    lost = 3
    await lanes.askStore()
    await expect.poll(() => moves.slice(1)).toEqual(['pause 0', 'move 0 to 9'])
  })

  it('go on behind markers of transactions, which come without a batch', async () => {
    const { lanes, metrics } = createLiveFixture()
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    await lanes.take(batchOf(0, 10))
    lanes.skip({ partition: 0, from: 10, next: 12 })
    await lanes.take(batchOf(12, 14))
    expect(lanes.places()).toEqual([{ partition: 0, nextOffset: 14, fetchedTo: 14 }])
    expect((await metrics.gapRecords.get()).values[0]?.value).toBe(2)
  })

  it('stay where they are when markers come that were fetched elsewhere, before the latest claim', async () => {
    const { lanes } = createLiveFixture()
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    lanes.skip({ partition: 0, from: 20, next: 30 })
    const batch = batchOf(0, 10)
    await lanes.take(batch)
    expect(batch.resolved).toEqual([9])
  })

  it('count a gap that was closed while the lane was given away', async () => {
    const { lanes, metrics, claim } = createLiveFixture({
      ...goneBelow10,
      store: (inner) => ({
        ...inner,
        checkpoint: async (step) => {
          if (step.nextOffset === 10) lanes.assign([1])
          return inner.checkpoint(step)
        },
      }),
    })
    await (await claim(0)).begin(6)
    lanes.assign([0])
    await expect.poll(() => lanes.places()[0]?.partition).toBe(1)
    expect((await metrics.gapRecords.get()).values).toMatchObject([{ value: 4 }, { value: 0 }])
  })

  it('count a gap that was closed where they are assigned anew before they could publish that it is one', async () => {
    let refuses = true
    const { lanes, metrics, claim } = createLiveFixture({
      ...goneBelow10,
      beforePublish: () => {
        if (refuses) throw unsent()
      },
    })
    await (await claim(0)).begin(6)
    lanes.assign([0])
    await expect.poll(() => lanes.waiting).toBe(1)
    lanes.assign([0])
    refuses = false
    await expect.poll(() => lanes.claimed).toBe(1)
    expect((await metrics.gapRecords.get()).values).toMatchObject([{ value: 4 }])
  })

  it('count a gap once that was closed although the reply of the store was lost', async () => {
    let isLost = true
    const { lanes, metrics, claim } = createLiveFixture({
      ...goneBelow10,
      store: (inner) => ({
        ...inner,
        checkpoint: async (step) => {
          const result = await inner.checkpoint(step)
          if (step.nextOffset === 6 || !isLost) return result
          isLost = false
          throw away()
        },
      }),
    })
    await (await claim(0)).begin(6)
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    expect((await metrics.gapRecords.get()).values).toMatchObject([{ value: 4 }])
  })

  it('wait while the store does not answer, without a handler of the consumer, and go on when it does', async () => {
    let isAway = false
    const { lanes, log, moves } = createLiveFixture({ store: failing(() => isAway) })
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    isAway = true
    await lanes.take(batchOf(0, 10)) // kafkajs fetches nothing from the broker before this returns
    expect(lanes.waiting).toBe(1)
    expect(moves).toEqual(['move 0 to 0', 'pause 0'])
    await lanes.take(batchOf(0, 10)) // fetched before the pause
    isAway = false
    await expect.poll(() => moves.at(-1)).toBe('move 0 to 10')
    await lanes.take(batchOf(10, 12))
    expect(lanes.places()[0]?.nextOffset).toBe(12)
    expect(log().map(({ msg }) => msg)).toEqual([
      'lanes assigned',
      'lanes are waiting, and will resume on their own',
      'lanes resume',
    ])
  })

  it('score while another of them waits', async () => {
    const { lanes } = createLiveFixture({
      store: (inner) => ({
        ...inner,
        checkpoint: (step) =>
          step.lane === 0 && step.nextOffset > 0 ? Promise.reject(away()) : inner.checkpoint(step),
      }),
    })
    lanes.assign([0, 1])
    await expect.poll(() => lanes.claimed).toBe(2)
    await lanes.take(batchOf(0, 10))
    await lanes.take(batchOf(0, 10, { partition: 1 }))
    expect(lanes.waiting).toBe(1)
    expect(lanes.places().map(({ nextOffset }) => nextOffset)).toEqual([0, 10])
    await lanes.release()
  })

  it('keep the membership alive while they score', async () => {
    const { lanes } = createLiveFixture({ store: slow })
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    let beats = 0
    await lanes.take(batchOf(0, 10, { heartbeat: async () => void beats++ }))
    expect(beats).toBeGreaterThan(0)
  })

  it('move where a batch is written or a try fails, not where lanes are claimed again and again', async () => {
    let isAway = false
    const { lanes } = createLiveFixture({ store: failing(() => isAway) })
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    expect(lanes.pulse).toBe(0)
    await lanes.take(batchOf(0, 10))
    expect(lanes.pulse).toBe(1)
    isAway = true
    await lanes.take(batchOf(10, 20))
    await expect.poll(() => lanes.pulse).toBeGreaterThan(1)
    await lanes.release()
  })

  it('count every record once when the store fails in the middle of a large batch', async () => {
    let loads = 0
    const { lanes, memory, metrics, moves } = createLiveFixture({
      extent: { start: 0, end: 5_000 },
      maxBatchRecords: 5_000,
      store: (inner) => ({
        ...inner,
        load: (lane, accounts) => (loads++ === 1 ? Promise.reject(away()) : inner.load(lane, accounts)),
      }),
    })
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    const accountOf = (offset: number) => `a${offset}` // each is new, so that every portion has to load
    await lanes.take(batchOf(0, 5_000, { accountOf }))
    await expect.poll(() => moves.filter((move) => move === 'move 0 to 0')).toHaveLength(2)
    await lanes.take(batchOf(0, 5_000, { accountOf }))
    expect(lanes.places()[0]?.nextOffset).toBe(5_000)
    expect((await metrics.torn.get()).values[0]?.value).toBe(1)
    expect((await metrics.eventsCounted.get()).values[0]?.value).toBe(5_000)
    expect((await metrics.eventsDuplicate.get()).values[0]?.value).toBe(0)
    const { fields } = await memory.claim(0)
    expect(JSON.parse(String(fields.get('tally')))).toMatchObject({ counted: 5_000, duplicates: 0 })
  })

  it('let out what a heartbeat throws', async () => {
    const { lanes } = createLiveFixture({ store: slow })
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    const batch = batchOf(0, 10, { heartbeat: () => Promise.reject(new Error('rebalancing')) })
    await expect(lanes.take(batch)).rejects.toThrow('rebalancing')
  })

  it('are refused and claimed again when another process has claimed them', async () => {
    const { lanes, memory, metrics, moves, log } = createLiveFixture()
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    const { epoch } = await memory.claim(0)
    const batch = batchOf(0, 10)
    await lanes.take(batch)
    expect(batch.resolved).toEqual([])
    expect(moves).toEqual(['move 0 to 0', 'pause 0'])
    expect(lanes.claimed).toBe(1) // not yet: a heartbeat may tell that we have been expelled
    await expect.poll(() => moves.at(-1)).toBe('move 0 to 0')
    expect((await metrics.fenced.get()).values[0]?.value).toBe(1)
    expect(log().find(({ refused }) => refused === 'fenced')).toMatchObject({
      stored: epoch,
      expected: epoch - 1,
    })
  })

  it('say which offset Redis has, and which they expected, where these differ', async () => {
    const { lanes, memory, log } = createLiveFixture()
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    const epoch = (await memory.standOf(0)).epoch
    const nothing = { states: [], fields: [], outbox: [], acknowledged: 0 }
    await memory.checkpoint({ lane: 0, epoch, expectedOffset: 0, nextOffset: 5, ...nothing })
    await lanes.take(batchOf(0, 10))
    expect(log().find(({ refused }) => refused === 'moved')).toMatchObject({ stored: 5, expected: 0 })
  })

  it('are not claimed while the group does not answer', async () => {
    let isMember = false
    let claims = 0
    const { lanes } = createLiveFixture({
      isMember: () => isMember,
      store: (inner) => ({ ...inner, claim: (lane) => (claims++, inner.claim(lane)) }),
    })
    lanes.assign([0])
    await expect.poll(() => lanes.waiting).toBe(1)
    expect(claims).toBe(0)
    expect(lanes.pulse).toBe(0) // nothing moves, and the watchdog may say so
    isMember = true
    await expect.poll(() => lanes.claimed).toBe(1)
  })

  it('publish nothing that is written while the group does not answer', async () => {
    let isMember = true
    const { lanes, published } = createLiveFixture({
      isMember: () => isMember,
      maxBatchRecords: 600,
      beforePublish: once(() => {
        isMember = false
        throw unsent()
      }),
    })
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    await lanes.take(batchOf(0, 600)) // of ten minutes, so that there is a coverage record
    expect(lanes.waiting).toBe(1)
    await delay(120) // time for another try
    expect(published).toEqual([])
    isMember = true
    await expect.poll(() => published.map(({ channel }) => channel)).toEqual(['coverage'])
  })

  it('stop for good, logged once, where records are lost', async () => {
    const options = { extent: { start: 0, end: 1_000 } }
    const { lanes, metrics, log, moves } = createLiveFixture(options)
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    await lanes.take(batchOf(0, 10))
    options.extent = { start: 15, end: 1_000 }
    lanes.assign([0])
    await expect.poll(() => lanes.stopped).toEqual([0])
    lanes.assign([0])
    await expect.poll(() => lanes.stopped).toEqual([0])
    expect(log().filter(({ level }) => level === 'error')).toHaveLength(1)
    expect(await faultsIn(metrics)).toEqual([{ labels: { code: 'kafka_offset_lost' }, value: 1 }])
    expect(moves.at(-1)).toBe('pause 0')
  })

  it('that have stopped stand behind the last record they have scored', async () => {
    let isDamaged = false
    const { lanes } = createLiveFixture({
      store: (inner) => ({
        ...inner,
        checkpoint: (step) => (isDamaged ? Promise.reject(corrupt()) : inner.checkpoint(step)),
      }),
    })
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    await lanes.take(batchOf(0, 10))
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    isDamaged = true
    await lanes.take(batchOf(9, 20))
    expect(lanes.places()).toEqual([{ partition: 0, fetchedTo: 10, nextOffset: null }])
  })

  it('that stop in the middle of a batch leave the rest of it in their lag', async () => {
    const { lanes } = createLiveFixture({
      maxBatchRecords: 4,
      store: (inner) => ({
        ...inner,
        checkpoint: (step) => (step.nextOffset > 4 ? Promise.reject(corrupt()) : inner.checkpoint(step)),
      }),
    })
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    await lanes.take(batchOf(0, 10))
    expect(lanes.places()).toEqual([{ partition: 0, fetchedTo: 4, nextOffset: null }])
  })

  it('say so again where they stop for the same reason after they went on', async () => {
    const options = { extent: { start: 0, end: 1_000 } }
    const { lanes, metrics, log } = createLiveFixture(options)
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    await lanes.take(batchOf(0, 10))
    for (const start of [15, 0, 15]) {
      options.extent = { start, end: 1_000 }
      lanes.assign([0])
      await expect.poll(() => lanes.stopped.length + lanes.claimed).toBe(1)
    }
    expect(log().filter(({ level }) => level === 'error')).toHaveLength(2)
    expect(await faultsIn(metrics)).toMatchObject([{ value: 2 }])
  })

  it('go on by themselves where they had stopped, once Redis comes back restored, and say so', async () => {
    let isDamaged = true
    const { lanes, log } = createLiveFixture({
      store: (inner) => ({
        ...inner,
        claim: (lane) => (isDamaged ? Promise.reject(corrupt()) : inner.claim(lane)),
      }),
    })
    lanes.assign([0])
    await expect.poll(() => lanes.stopped).toEqual([0])
    isDamaged = false
    lanes.reclaim()
    await expect.poll(() => lanes.claimed).toBe(1)
    expect(lanes.stopped).toEqual([])
    expect(log().map(({ level, msg }) => [level, msg])).toEqual([
      ['info', 'lanes assigned'],
      ['error', 'lane stopped, needs an operator'],
      ['info', 'stopped lane works again'],
    ])
  })

  it('hand every other error over: the process must end', async () => {
    const { lanes, fatal } = createLiveFixture({
      store: (inner) => ({ ...inner, claim: () => Promise.reject(new TypeError('a fault of the program')) }),
    })
    lanes.assign([0])
    await expect.poll(() => fatal).toEqual([new TypeError('a fault of the program')])
    expect(lanes.claimed).toBe(0)
  })

  it('hand a fault over once that all of them meet with, and stop at it', async () => {
    const unexpected = new WaywardenError('redis_reply_unexpected', 'a proxy', { cause: null })
    const { lanes, fatal, moves } = createLiveFixture({
      store: (inner) => ({ ...inner, claim: () => Promise.reject(unexpected) }),
    })
    lanes.assign([0, 1, 2])
    await expect.poll(() => moves.toSorted()).toEqual(['pause 0', 'pause 1', 'pause 2'])
    expect(fatal).toEqual([unexpected])
  })

  it('score nothing more, and are not fetched, where the process must end, and say why only once', async () => {
    const { lanes, fatal, log, moves, metrics } = createLiveFixture({
      store: (inner) => ({
        ...inner,
        load: () => Promise.reject(new RangeError('a fault of the program')),
      }),
    })
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    for (let fetched = 0; fetched < 3; fetched++) await lanes.take(batchOf(0, 10))
    expect(fatal).toEqual([new RangeError('a fault of the program')])
    expect(moves).toEqual(['move 0 to 0', 'pause 0'])
    expect(lanes.claimed).toBe(0)
    expect(log().map(({ msg }) => msg)).toEqual(['lanes assigned'])
    expect(await faultsIn(metrics)).toEqual([]) // who ends the process counts it
  })

  it('do not say that they go on when they are released, or given to others, while they wait', async () => {
    let isAway = true
    const { lanes, log } = createLiveFixture({ store: failing(() => isAway) })
    lanes.assign([0, 1])
    await expect.poll(() => lanes.waiting).toBe(2)
    lanes.assign([0])
    await expect.poll(() => lanes.waiting).toBe(1)
    const released = lanes.release()
    isAway = false
    await released
    expect(lanes.waiting).toBe(0)
    expect(log().map(({ msg }) => msg)).not.toContain('lanes resume')
  })

  it('say that they go on where they were claimed anew while they waited', async () => {
    let isAway = true
    const { lanes, log } = createLiveFixture({ store: failing(() => isAway) })
    lanes.assign([0])
    await expect.poll(() => lanes.waiting).toBe(1)
    lanes.reclaim()
    isAway = false
    await expect.poll(() => lanes.claimed).toBe(1)
    expect(lanes.waiting).toBe(0)
    expect(log().map(({ msg }) => msg)).toContain('lanes resume')
  })

  it('finish the portion under way when released, and begin no other', async () => {
    const { lanes } = createLiveFixture({ maxBatchRecords: 4, store: slow })
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    const taken = lanes.take(batchOf(0, 10))
    await delay(1) // it has begun
    await lanes.release()
    await taken
    expect(lanes.places()[0]?.nextOffset).toBe(4)
  })

  it('are paused when released, so that kafkajs does not fetch again and again what nobody scores', async () => {
    const { lanes, moves } = createLiveFixture({ store: slow })
    lanes.assign([0, 1])
    await expect.poll(() => lanes.claimed).toBe(2)
    const taken = lanes.take(batchOf(0, 10))
    const released = lanes.release()
    expect(moves.slice(-2)).toEqual(['pause 0', 'pause 1'])
    await Promise.all([taken, released])
    expect(moves.slice(-2)).toEqual(['pause 0', 'pause 1'])
  })

  it('are claimed again behind the batch under way, which counts although the reply to its checkpoint was lost', async () => {
    let isLost = false
    const { lanes, metrics, moves } = createLiveFixture({
      store: (inner) => ({
        ...inner,
        checkpoint: async (step) => {
          const result = await inner.checkpoint(step)
          if (isLost) throw away()
          return result
        },
      }),
    })
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    isLost = true
    await lanes.take(batchOf(0, 30))
    lanes.reclaim()
    isLost = false
    await expect.poll(() => moves.at(-1)).toBe('move 0 to 29')
    expect((await metrics.lanesClaimed.get()).values[0]?.value).toBe(1)
    expect((await metrics.eventsCounted.get()).values[0]?.value).toBe(30)
    await lanes.take(batchOf(29, 40))
    expect((await metrics.eventsCounted.get()).values[0]?.value).toBe(40)
    expect((await metrics.eventsDuplicate.get()).values[0]?.value ?? 0).toBe(0)
  })

  it('are not claimed again where they were given away meanwhile: they are of another process', async () => {
    const { lanes, memory } = createLiveFixture({ store: slow })
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    const taken = lanes.take(batchOf(0, 10))
    lanes.reclaim()
    lanes.assign([])
    const { epoch } = await memory.claim(0)
    await taken
    await lanes.release()
    expect(lanes.assigned).toBe(0)
    expect((await memory.standOf(0)).epoch).toBe(epoch)
  })

  it('do not pass for claimed while they are claimed again', async () => {
    let isAway = false
    const { lanes, metrics } = createLiveFixture({ store: failing(() => isAway) })
    lanes.assign([0])
    await expect.poll(() => lanes.claimed).toBe(1)
    isAway = true
    lanes.reclaim()
    await expect.poll(() => lanes.waiting).toBe(1)
    expect((await metrics.lanesClaimed.get()).values[0]?.value).toBe(0)
    isAway = false
    await expect.poll(async () => (await metrics.lanesClaimed.get()).values[0]?.value).toBe(1)
  })
})

const faultsIn = async ({ laneFaults }: Metrics) =>
  (await laneFaults.get()).values.filter(({ value }) => value > 0)

/** The records below 10 are gone, and lanes are to go on without them. */
const goneBelow10 = {
  extent: { start: 10, end: 1_000 },
  place: { onLostOffsets: 'continue' },
} as const

const away = () => new WaywardenError('redis_unavailable', 'away', { cause: null })
const corrupt = () => new WaywardenError('state_corrupt', 'corrupt', { cause: null })
const unsent = () => new WaywardenError('kafka_send_failed', 'unsent', { cause: null })

const once = (action: () => void): (() => void) => {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    action()
  }
}

function failing(fails: () => boolean) {
  return (inner: StateStore): StateStore => ({
    ...inner,
    claim: (lane) => (fails() ? Promise.reject(away()) : inner.claim(lane)),
    checkpoint: (checkpoint) => (fails() ? Promise.reject(away()) : inner.checkpoint(checkpoint)),
  })
}

const slow = (inner: StateStore): StateStore => ({
  ...inner,
  checkpoint: async (checkpoint) => {
    await delay(30)
    return inner.checkpoint(checkpoint)
  },
})
