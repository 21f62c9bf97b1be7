// npx tsx test/bench/bank-clerks.ts BPI_Challenge_2012.xes.gz [SEEDS]
// Scores detection on a recorded log of a bank's loan applications, as it is and with thefts added. The log
// is not part of this project: B. F. van Dongen,
// https://doi.org/10.4121/uuid:3926db30-f712-4394-aebc-75976070e91f
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Label } from '../../src/contract/label.ts'
import { DAY_MS, HOUR_MS, SECOND_MS } from '../../src/contract/time-units.ts'
import { parseSeeds } from '../../src/evaluate/seeds.ts'
import { createRandom, type Random } from '../../src/simulate/random/create-random.ts'
import { below, between, pick } from '../../src/simulate/random/draws.ts'
import { readFiles } from '../../src/transport/file.ts'
import { openLineFile } from '../../src/transport/line-file.ts'
import { build, waywarden } from './run-command.ts'

/** Somebody opens a loan application; its number takes the place of a waybill number. */
type Opening = { readonly at: number; readonly account: string; readonly no: string }

async function* linesOf(path: string): AsyncGenerator<string> {
  for await (const { records } of readFiles([path]))
    for (const { value } of records) yield value?.toString() ?? ''
}

/** Reads an XES file, which has one element per line: the attributes of a trace come before its events. */
const readOpenings = async (path: string): Promise<readonly Opening[]> => {
  const openings: Opening[] = []
  let application = ''
  let event: Map<string, string> | null = null
  for await (const line of linesOf(path)) {
    if (line.includes('<event>')) event = new Map()
    const [, key = '', value = ''] = /key="([^"]+)" value="([^"]*)"/.exec(line) ?? []
    if (event === null && key === 'concept:name') application = value
    event?.set(key, value)
    if (!line.includes('</event>')) continue
    const [account, time] = [event?.get('org:resource'), event?.get('time:timestamp')]
    event = null
    if (account !== undefined && time !== undefined)
      openings.push({ at: Date.parse(time), account, no: application })
  }
  return openings.sort((a, b) => a.at - b.at)
}

/** One look-up of a thief. `waybills` holds the numbers, or the row count of an export. */
type Stolen = {
  readonly at: number
  readonly waybills: readonly string[] | number
  readonly isFound?: boolean
}

/** The days on which a thief can act, and the applications to take. */
type Scene = {
  readonly random: Random
  readonly days: readonly number[]
  /** An application that was first opened in the 30 days before. */
  readonly recent: (at: number) => string
}

/** An hour of a day on the bank's clock (UTC+1), epoch milliseconds. */
const hourOf = (day: number, hour: number): number => day * DAY_MS + (hour - 1) * HOUR_MS

/** `count` look-ups in a row, each after a pause of `least` to `most` seconds. */
const inARow = (
  { random, recent }: Scene,
  from: number,
  { count, least, most }: { readonly count: number; readonly least: number; readonly most: number },
): readonly Stolen[] => {
  let at = from
  return Array.from({ length: count }, () => {
    at += between(random, least, most) * SECOND_MS
    return { at, waybills: [recent(at)] }
  })
}

/** `count` look-ups spread over the office hours of a day. */
const allDay = ({ random, recent }: Scene, day: number, count: number): readonly Stolen[] =>
  Array.from({ length: count }, () => {
    const at = hourOf(day, between(random, 9, 17))
    return { at, waybills: [recent(at)] }
  })

const first = ({ days: [day] }: Scene): number => day ?? 0
const inOffice = (scene: Scene): number => hourOf(first(scene), between(scene.random, 9, 15))

const thefts: Readonly<Record<string, (scene: Scene) => readonly Stolen[]>> = {
  'two hundred in a quarter of an hour': (scene) =>
    inARow(scene, inOffice(scene), { count: 200, least: 2, most: 6 }),
  '400 at night': (scene) => inARow(scene, hourOf(first(scene), 1), { count: 400, least: 5, most: 25 }),
  '100 in an evening': (scene) =>
    inARow(scene, hourOf(first(scene), 18), { count: 100, least: 10, most: 70 }),
  '300 a day, three days': (scene) => scene.days.slice(0, 3).flatMap((day) => allDay(scene, day, 300)),
  '150 a day, four days': (scene) => scene.days.slice(0, 4).flatMap((day) => allDay(scene, day, 150)),
  '80 a day, six days': (scene) => scene.days.slice(0, 6).flatMap((day) => allDay(scene, day, 80)),
  'from 8 a day on, a fifth more each day': (scene) =>
    scene.days.slice(0, 20).flatMap((day, at) => allDay(scene, day, Math.round(8 * 1.2 ** at))),
  'twenty pages of twenty': (scene) =>
    inARow(scene, inOffice(scene), { count: 20, least: 20, most: 100 }).map(({ at }) => ({
      at,
      waybills: Array.from({ length: 20 }, () => scene.recent(at)),
    })),
  'three exports of 300': (scene) =>
    Array.from({ length: 3 }, () => ({ at: inOffice(scene), waybills: 300 })),
  '400 guesses, a third of them right': (scene) =>
    inARow(scene, inOffice(scene), { count: 400, least: 3, most: 20 }).map((each) => ({
      ...each,
      isFound: below(scene.random, 10) < 3,
    })),
  '250 numbers in a row': (scene) => {
    let no = 173_700 + below(scene.random, 30_000)
    return inARow(scene, inOffice(scene), { count: 250, least: 8, most: 50 }).map(({ at }) => {
      no += 1 + below(scene.random, 3)
      return { at, waybills: [String(no)] }
    })
  },
  '250 after four weeks of silence': (scene) =>
    inARow(scene, hourOf(first(scene), 10), { count: 250, least: 20, most: 100 }),
}
const DORMANT = '250 after four weeks of silence'
const SILENCE_DAYS = 28
const LEARNING_DAYS = 30

type Theft = { readonly name: string; readonly account: string; readonly stolen: readonly Stolen[] }

type Work = { readonly account: string; readonly days: readonly number[] }

const workOf = (openings: readonly Opening[]): readonly Work[] => {
  const days = new Map<string, Set<number>>()
  for (const { at, account } of openings) {
    const known = days.get(account) ?? new Set()
    days.set(account, known.add(Math.floor((at + HOUR_MS) / DAY_MS)))
  }
  return [...days].map(([account, of]) => ({ account, days: [...of].sort((a, b) => a - b) }))
}

/**
 * Adds every second kind of theft to the log, each to a different account. Thefts are then about as frequent
 * per account-day as in the project's own company.
 */
const steal = (openings: readonly Opening[], seed: number): readonly Theft[] => {
  const random = createRandom('bank clerks', seed)
  const [begin, end] = [openings[0]?.at ?? 0, openings.at(-1)?.at ?? 0].map((at) => Math.floor(at / DAY_MS))
  const firstAt = new Map<string, number>()
  for (const { no, at } of openings) if (!firstAt.has(no)) firstAt.set(no, at)
  const applications = [...firstAt]
  const recent = (at: number): string => {
    for (;;) {
      const [no, opened] = pick(random, applications)
      if (opened < at && opened > at - LEARNING_DAYS * DAY_MS) return no
    }
  }
  // The busiest account is a program.
  const people = workOf(openings).filter(({ account, days }) => account !== '112' && days.length >= 20)
  const left = people.filter(({ days }) => (days.at(-1) ?? 0) < (end ?? 0) - SILENCE_DAYS)
  const free = new Set(people.map(({ account }) => account))
  const names = Object.keys(thefts).filter((_, at) => at % 2 === seed % 2)
  return names.map((name) => {
    const those = (name === DORMANT ? left : people).filter(({ account }) => free.has(account))
    const { account, days } = pick(random, those)
    free.delete(account)
    const from = (begin ?? 0) + LEARNING_DAYS
    const known = days.filter((day) => day > from)
    const at = below(random, Math.max(1, known.length - 20))
    const its = name === DORMANT ? [(days.at(-1) ?? from) + SILENCE_DAYS] : known.slice(at)
    return { name, account, stolen: thefts[name]?.({ random, days: its, recent }) ?? [] }
  })
}

type Event = { readonly occurredAt: number } & Readonly<Record<string, unknown>>

/** Events, and the labels that describe them. */
type Labelled = { readonly events: readonly Event[]; readonly labels: readonly object[] }

const writeLines = async (path: string, all: readonly object[]): Promise<void> => {
  const file = openLineFile(path)
  for (const each of all) file.write(JSON.stringify(each))
  await file.close()
}

const score = async ({ events, labels }: Labelled): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'waywarden-bank-'))
  const [log, truth, policy] = [
    join(folder, 'events.ndjson'),
    join(folder, 'labels.ndjson'),
    join(folder, 'policy.yaml'),
  ]
  await writeLines(
    log,
    [...events].sort((a, b) => a.occurredAt - b.occurredAt),
  )
  await writeLines(truth, [{ kind: 'company' }, ...labels])
  writeFileSync(policy, 'timeZoneOffsetMinutes: 60\n')
  const against = ['--against', 'fixed-hourly', 'six-sigma']
  waywarden(['evaluate', log, '--labels', truth, '--policy', policy, ...against])
  rmSync(folder, { recursive: true })
}

const shown = ({ waybills }: Stolen): object =>
  typeof waybills === 'number'
    ? { action: 'export', recordCount: waybills }
    : { action: waybills.length > 1 ? 'list' : 'query', waybills: waybills.map((no) => ({ no })) }

const recordsOf = ({ waybills, isFound = true }: Stolen): number => {
  if (!isFound) return 0
  return typeof waybills === 'number' ? waybills : waybills.length
}

const labelled = (id: string, { name, account, stolen }: Theft): Labelled => {
  const times = stolen.map(({ at }) => at)
  const timeOf = (at: number): string => new Date(at).toISOString()
  const theft: Label = {
    kind: 'theft',
    id,
    name,
    accounts: [account],
    from: timeOf(Math.min(...times)),
    to: timeOf(Math.max(...times)),
    strength: 1,
    params: {},
  }
  const eventId = (at: number): string => `t${id}-${at}`
  return {
    events: stolen.map((each, at) => ({
      eventId: eventId(at),
      occurredAt: Math.round(each.at),
      accountId: account,
      outcome: (each.isFound ?? true) ? 'found' : 'not_found',
      ...shown(each),
    })),
    labels: [
      theft,
      ...stolen.map((each, at): Label => ({
        kind: 'theft-event',
        theft: id,
        accountId: account,
        eventId: eventId(at),
        records: recordsOf(each),
      })),
    ],
  }
}

const [, , path, seeds = '1..8'] = process.argv
if (path === undefined) throw new Error('Name the file: BPI_Challenge_2012.xes.gz')
const openings = await readOpenings(path)
const honest = openings.map(({ at, account, no }, id) => ({
  eventId: `e${id}`,
  occurredAt: at,
  accountId: account,
  waybills: [{ no }],
}))
build()
await score({ events: honest, labels: [] })
for (const seed of parseSeeds(seeds)) {
  const thefts = steal(openings, seed).map((theft, id) => labelled(`${id}`, theft))
  await score({
    events: [...honest, ...thefts.flatMap(({ events }) => events)],
    labels: thefts.flatMap(({ labels }) => labels),
  })
}
