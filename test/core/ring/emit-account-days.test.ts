import { describe, expect, it } from 'vitest'

import type { PolicyDocument } from '../../../src/contract/policy.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/contract/time-units.ts'
import type { Detector } from '../../../src/core/detector.ts'
import { recordLimit } from '../support/limits.ts'
import { lookUp } from '../support/look-ups.ts'
import { createRun } from '../support/run.ts'
import { MONDAY_MS } from '../support/streams.ts'

/** Is the more surprised the more records there are in 24 hours. */
const counting = (kind: Detector['kind']): Detector => ({
  ...recordLimit('counting', 'medium', 1),
  kind,
  detect: (view) => {
    const observed = view.count('records', 'PT24H')
    return {
      window: 'PT24H',
      observed,
      expected: 1,
      limit: null,
      score: observed * 2,
      baseline: 'peer',
      reason: () => `${observed} records`,
    }
  },
})

const NOON_MS = MONDAY_MS + DAY_MS / 2
const source = { deviceId: 'D-1', sourceIp: '10.0.0.1' }

const given = (detectors: readonly Detector[], document: PolicyDocument = {}) => {
  const run = createRun(detectors, document)
  let id = 0
  const read = (minutes: number, said: Parameters<typeof lookUp>[1] = source) => {
    id++
    run.take(lookUp(id, { occurredAt: NOON_MS + minutes * MINUTE_MS, ...said }))
  }
  return { run, read }
}

describe('presence', () => {
  it('is told once a day, to the device, the address and the outlet of the first look-up', () => {
    const { run, read } = given([])
    for (let minute = 0; minute < 90; minute += 10) read(minute)
    expect(run.accountDays.map(({ entity }) => `${entity.type}:${entity.id}`)).toEqual([
      'device:D-1',
      'source:10.0.0.1',
      'outlet:O-1',
    ])
    expect(run.accountDays).toMatchObject([{ accountId: 'A-1', occurredAt: NOON_MS, loud: null }, {}, {}])
    read(24 * 60)
    expect(run.accountDays).toHaveLength(6)
  })

  it('is told of nothing that the log does not name', () => {
    const { run, read } = given([])
    read(0, { deviceId: null, sourceIp: null, outletId: null })
    expect(run.accountDays).toEqual([])
  })

  it('is not told of a look-up that comes twice', () => {
    const { run } = given([])
    const first = lookUp(1, { occurredAt: NOON_MS, ...source })
    run.take(first)
    run.take(first)
    expect(run.accountDays).toHaveLength(3)
  })
})

/** As `given`, in a log that began with somebody else's work so many days before. */
const givenLog = (days: number, detectors: readonly Detector[], document: PolicyDocument = {}) => {
  const { run, read } = given(detectors, document)
  const nowhere = { account: 'A-2', outletId: null }
  for (const hour of [0, 1])
    run.take(lookUp(-hour, { occurredAt: NOON_MS - days * DAY_MS + hour * HOUR_MS, ...nowhere }))
  return { run, read }
}

describe('what speaks against an account', () => {
  it('is told to what it works from each time it is half a decade more, and no more often', () => {
    const { run, read } = givenLog(8, [counting('reach')])
    for (let minute = 0; minute < 60; minute++) read(minute)
    const told = run.accountDays
      .filter(({ entity }) => entity.type === 'device')
      .flatMap(({ loud }) => loud ?? [])
    expect(told.length).toBeGreaterThan(1)
    expect(told.length).toBeLessThan(8)
    const surprises = told.map(({ surprise }) => surprise)
    expect(surprises).toEqual(surprises.toSorted((a, b) => a - b))
    expect(surprises[0]).toBeGreaterThanOrEqual(1)
    expect(told.at(-1)?.records).toBeGreaterThan(told[0]?.records ?? Infinity)
  })

  it('says where the look-up came from, to what it works from each time', () => {
    const { run, read } = givenLog(8, [counting('reach')])
    for (let minute = 0; minute < 60; minute++) read(minute)
    const told = run.accountDays.flatMap(({ entity, loud }) => (loud === null ? [] : [{ entity, loud }]))
    expect(new Set(told.map(({ entity }) => entity.type))).toEqual(new Set(['device', 'source', 'outlet']))
    for (const { loud } of told) expect(loud).toMatchObject(source)
  })

  it('counts what the account was shown since the day of work began, and nothing of the day before', () => {
    const { run, read } = givenLog(8, [counting('reach')])
    const recordsOf = () => run.accountDays.findLast(({ loud }) => loud !== null)?.loud?.records ?? 0
    for (let minute = 0; minute < 40; minute++) read(minute)
    const onFirst = recordsOf()
    for (let minute = 0; minute < 40; minute++) read(23 * 60 + minute)
    expect(onFirst).toBeGreaterThan(0)
    expect(recordsOf()).toBeGreaterThan(0)
    expect(recordsOf()).toBeLessThanOrEqual(40)
  })

  it('is not told where only a source or a time that all share speaks, or a detector on trial, or where rings are switched off', () => {
    const quiet: readonly (readonly [Detector, PolicyDocument])[] = [
      [counting('source'), {}],
      [counting('time'), {}],
      [counting('reach'), { detectors: { counting: { shadow: true } } }],
    ]
    for (const [detector, document] of quiet) {
      const { run, read } = givenLog(8, [detector], document)
      for (let minute = 0; minute < 60; minute++) read(minute)
      expect(run.accountDays.map(({ loud }) => loud)).toEqual([null, null, null])
    }
    const { run, read } = givenLog(8, [counting('reach')], { ring: { enabled: false } })
    for (let minute = 0; minute < 60; minute++) read(minute)
    expect(run.accountDays).toEqual([])
  })

  it('is not told in the first week of a log: colleagues are loud on the same Monday', () => {
    const { run, read } = givenLog(6, [counting('reach')])
    for (let minute = 0; minute < 60; minute++) read(minute)
    expect(run.accountDays.map(({ loud }) => loud)).toEqual([null, null, null])
  })
})
