import { createHash } from 'node:crypto'

import { expect, test } from 'vitest'

import type { SimulateOptions } from '../../src/simulate/options.ts'
import { eventLine } from '../../src/simulate/output/event-line.ts'
import { labelsOf, run, small, usualRun, type Run } from './run.ts'

const digest = ({ events, labels, garbage }: Run): string => {
  const hash = createHash('sha256')
  for (const { event } of events) hash.update(eventLine(event))
  return hash.update(JSON.stringify(labels)).update(garbage.join('\n')).digest('hex')
}

/** Events of the accounts that no theft of either run touches, in order. */
const honestLines = ({ events }: Run, thieves: ReadonlySet<string>): string[] =>
  events.filter(({ event }) => !thieves.has(event.accountId)).map(({ event }) => eventLine(event))

const thievesOf = (...runs: readonly Run[]): Set<string> =>
  new Set(runs.flatMap(({ labels }) => labelsOf(labels, 'theft').flatMap(({ accounts }) => accounts)))

const disturbed: Partial<SimulateOptions> = { ...small, late: 0.05, duplicates: 0.05, garbage: 0.05 }

test('the same seed gives the same events, labels and rubbish', () => {
  expect(digest(run(disturbed))).toBe(digest(run(disturbed)))
})

test('another seed gives another company', () => {
  expect(digest(run({ ...small, seed: 2 }))).not.toBe(digest(usualRun()))
})

test('leaving thefts out changes no honest event', () => {
  const [all, few] = [usualRun(), run({ ...small, thefts: ['night-scraper', 'ring'] })]
  const thieves = thievesOf(all, few)
  expect(thieves.size).toBeGreaterThan(5)
  expect(honestLines(few, thieves)).toEqual(honestLines(all, thieves))
})

test('the strength of thefts changes no honest event', () => {
  const [usual, weak] = [usualRun(), run({ ...small, strength: 0.2 })]
  const thieves = thievesOf(usual, weak)
  expect(honestLines(weak, thieves)).toEqual(honestLines(usual, thieves))
})

test('a robbed account still does its own work as before', () => {
  const [robbed, free] = [usualRun(), run({ ...small, thefts: [] })]
  const stolen = new Set(labelsOf(robbed.labels, 'theft-event').map(({ eventId }) => eventId))
  const awake = labelsOf(robbed.labels, 'theft').filter(
    ({ name }) => name !== 'dormant-wakes' && name !== 'malicious-from-day-one',
  )
  const robbedAccounts = new Set(awake.flatMap(({ accounts }) => accounts))
  const own = (of: Run) =>
    of.events
      .filter(({ event }) => robbedAccounts.has(event.accountId) && !stolen.has(event.eventId))
      .map(({ event }) => eventLine(event))
  expect(own(robbed)).toEqual(own(free))
})
