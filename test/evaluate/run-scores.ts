import type { RunScore, TheftScore } from '../../src/evaluate/scorer.ts'

/** A theft of `records`, caught after `exposedRecords` of them, a minute each; null: missed. */
export const theft = (
  id: string,
  records: number,
  exposedRecords: number | null,
  alerts = 1,
): TheftScore => ({
  seed: 1,
  id,
  name: id.replace(/-\d+$/, ''),
  accounts: 1,
  strength: 1,
  params: {},
  records,
  caught:
    exposedRecords === null
      ? null
      : { alertId: id, severity: 'high', exposedRecords, minutes: exposedRecords },
  leakedRecords: exposedRecords ?? records,
  alerts: exposedRecords === null ? 0 : alerts,
})

/** A run in which nothing happens, but for the changes. */
export const runScore = (changes: Partial<RunScore>): RunScore => ({
  contender: 'waywarden',
  seed: 1,
  thefts: [],
  theftsWithoutEvents: 0,
  falseDays: [],
  voices: [],
  activeDays: new Map(),
  oddities: new Map(),
  ...changes,
})
