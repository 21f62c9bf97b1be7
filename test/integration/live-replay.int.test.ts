import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, inject, it, onTestFinished } from 'vitest'

import type { Alert } from '../../src/contract/alert.ts'
import { DAY_MS, HOUR_MS } from '../../src/contract/time-units.ts'
import { workDayAt } from '../../src/core/time.ts'
import { simulateLog } from '../pipeline/company.ts'
import { kcat } from './kcat.ts'
import { runWaywarden } from './live-process.ts'
import { readAlerts } from './live-result.ts'
import { createWorld } from './live-world.ts'
import { patience } from './patience.ts'
import { makeDirectory } from './service.ts'

const brokers = inject('sharedBrokers')
const redis = inject('sharedRedis')
const partitions = 3
/** As the group's policy has it. */
const ZONE_MS = 8 * HOUR_MS
it('replay over as many lanes as the topic has partitions has every alert of run, revision by revision', async () => {
  const world = await createWorld({ brokers, redis, partitions, defer: onTestFinished })
  const group = await world.group()
  const days = companyDays()
  const process = await group.start()
  // All at once: lanes that catch up wait for each other. Keyed, as any producer would: which partition it is
  // the client says.
  const all = days.flat()
  kcat(brokers).produce(
    world.topic,
    all.map(({ account, line }) => [account, line]),
  )
  await expect.poll(group.scored, patience).toBe(all.length)
  await process.end('SIGTERM')
  const live = comparable(readAlerts(world, group))
  expect(live.length).toBeGreaterThan(20)

  const file = join(makeDirectory('replay'), 'events.ndjson')
  writeFileSync(file, days.flatMap((day) => day.map(({ line }) => `${line}\n`)).join(''))
  const replay = (lanes: number) =>
    runWaywarden('replay', file, '--policy', group.policyFile, '--lanes', `${lanes}`, '--alerts', '-')
  const replayed = replay(partitions)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Alert)
  expect(comparable(replayed)).toEqual(live)
})

/** Lanes that are a day apart read of each other what they find: a day is sent when the one before it has been scored. */
const dayOf = (timeMs: number): number => workDayAt(timeMs, ZONE_MS)

/** The look-ups of a small company by day, the last of them less than a day ago. */
const companyDays = () => {
  const { events } = simulateLog({ seed: 3, days: 5, accounts: 80 })
  const newestMs = events.at(-1)?.timeMs ?? 0
  const shiftMs = Math.floor((Date.now() - newestMs) / DAY_MS) * DAY_MS
  const days = new Map<number, { readonly account: string; readonly line: string }[]>()
  for (const { account, line, timeMs } of events) {
    const day = days.get(dayOf(timeMs)) ?? []
    days.set(dayOf(timeMs), day)
    const event = { ...(JSON.parse(String(line)) as object), occurredAt: timeMs + shiftMs }
    day.push({ account, line: JSON.stringify(event) })
  }
  // What lies before is of accounts that sleep now, and too late for a topic.
  return [...days.values()].slice(-5)
}

/** Alerts of accounts, without where in a topic or a file the look-ups lie. */
const comparable = (alerts: readonly Alert[]) =>
  alerts
    .filter(({ entity }) => entity.type === 'account')
    .map(({ evidence: { eventIds, sourceIps, deviceIds, waybillTokens }, ...alert }) => ({
      ...alert,
      evidence: { eventIds, sourceIps, deviceIds, waybillTokens },
    }))
    .toSorted((a, b) => a.alertId.localeCompare(b.alertId) || a.revision - b.revision)
