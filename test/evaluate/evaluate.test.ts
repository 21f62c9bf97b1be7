import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { honeyWaybill } from '../../detectors/honey-waybill.ts'
import { detectors } from '../../detectors/index.ts'
import { evaluateFiles, readLabels } from '../../src/evaluate/evaluate-files.ts'
import type { Evaluation } from '../../src/evaluate/evaluation.ts'
import { NATIVE } from '../../src/evaluate/log-format.ts'
import { asJson } from '../../src/evaluate/report/json.ts'
import { asMarkdown, asText } from '../../src/evaluate/report/text.ts'
import { rules } from '../../src/evaluate/rules/catalogue.ts'
import type { Participants } from '../../src/evaluate/run.ts'
import { defaultOptions, type SimulateOptions } from '../../src/simulate/options.ts'
import { writeLog } from '../../src/simulate/write-log.ts'
import { createProgress } from '../../src/terminal/progress.ts'
import { defaultPolicy } from '../ops/default-policy.ts'
import { parsePolicy } from '../ops/parse-policy.ts'
import { evaluateHere } from './evaluate-here.ts'

const own = { name: 'waywarden', policy: defaultPolicy(detectors) }
const participants: Participants = { policies: [own], detectors, rules, hasCalibration: true }
const options: SimulateOptions = {
  ...defaultOptions,
  // Without the roles that look up thousands a day.
  scenario: 'hebei',
  accounts: 20,
  days: 10,
  duplicates: 0.01,
  garbage: 0.001,
}

let folder: string
let simulated: Evaluation

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'waywarden-evaluate-'))
  simulated = evaluateHere({ options, seeds: [1, 2] }, participants)
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true }))

const progress = createProgress(null)

describe('evaluate', () => {
  it('puts the decoys that the labels name into the policy in force', () => {
    const alone: Participants = {
      policies: [{ name: 'waywarden', policy: defaultPolicy([honeyWaybill]) }],
      detectors: [honeyWaybill],
      rules: [],
      hasCalibration: false,
    }
    const thefts = { ...options, scenario: 'company', thefts: ['honey-waybill'] }
    const { summaries, policies } = evaluateHere({ options: thefts, seeds: [1] }, alone)
    expect(summaries).toMatchObject([{ falseBySeverity: { low: 0, medium: 0, high: 0, critical: 0 } }])
    expect(summaries[0]?.thefts).toBeGreaterThan(0)
    expect(summaries[0]?.kinds).toMatchObject([
      { name: 'honey-waybill', caught: summaries[0]?.thefts, thefts: summaries[0]?.thefts },
    ])
    expect(policies).toEqual([{ name: 'waywarden', version: alone.policies[0].policy.version }])
  })

  it('scores simulations of each seed, ours and the rules over the same events', () => {
    expect(simulated.scores.map(({ contender, seed }) => `${contender} ${seed}`)).toEqual(
      [1, 2].flatMap((seed) =>
        ['waywarden', ...rules.map(({ name }) => name)].map((name) => `${name} ${seed}`),
      ),
    )
    const [ours, ...others] = simulated.summaries
    expect(ours?.thefts).toBeGreaterThan(0)
    for (const other of others) {
      expect([other.thefts, other.accountDays]).toEqual([ours?.thefts, ours?.accountDays])
    }
    expect(simulated.rejected).toBeGreaterThan(0)
    expect(ours?.kinds.find((kind) => kind.name === 'rented-account')?.caught).toBeGreaterThan(0)
  })

  it('scores each of several policies as it does when it is alone', () => {
    const low =
      'detectors: { volume-burst: { enabled: false }, exposure-ceiling: { maxUnexplainedRecords: 50 } }'
    const other = {
      name: 'low.yaml',
      policy: parsePolicy(low, { detectors, tokenKey: NATIVE.tokenKey }),
    }
    const play = (...policies: Participants['policies']) =>
      evaluateHere({ options, seeds: [1] }, { policies, detectors, rules: [], hasCalibration: true })
    const both = play(own, other)
    const alone = play(own)
    expect(both.scores).toEqual([...alone.scores, ...play(other).scores])
    expect(both.scores[0]).not.toEqual({ ...both.scores[1], contender: 'waywarden' })
    expect(both.calibration).toEqual(alone.calibration)
    expect(both.comparisons).toMatchObject([{ first: 'waywarden', other: 'low.yaml' }])
    expect(both.policies.map(({ version }) => version)).toEqual([own.policy.version, other.policy.version])
  })

  it('puts the decoys of the labels into every policy', () => {
    const none = { name: 'default', policy: defaultPolicy([honeyWaybill]) }
    const { summaries, comparisons } = evaluateHere(
      { options: { ...options, scenario: 'company', thefts: ['honey-waybill'] }, seeds: [1] },
      {
        policies: [none, { ...none, name: 'again' }],
        detectors: [honeyWaybill],
        rules: [],
        hasCalibration: false,
      },
    )
    expect(summaries).toMatchObject([{ caught: { value: 1 } }, { caught: { value: 1 } }])
    expect(comparisons).toMatchObject([{ caughtNoMore: [], leakedLess: [], leakedMore: [] }])
  })

  it('says the same of files with the same events', async () => {
    const { read } = await readSimulation({ ...options, seed: 2 })
    expect(read.played.seeds).toEqual([2])
    expect(read.scores).toEqual(simulated.scores.filter(({ seed }) => seed === 2))
  })

  it('counts the lines of a simulation as it does those of files, where empty ones are none', async () => {
    const wrong: SimulateOptions = { ...options, days: 2, garbage: 0.1 }
    const { read, text } = await readSimulation(wrong)
    expect(text).toContain('\n\n')
    const { records, rejected } = evaluateHere({ options: wrong, seeds: [wrong.seed] }, participants)
    expect({ records, rejected }).toEqual({ records: read.records, rejected: read.rejected })
  })

  it('says what is probably wrong with events or their mapping, as replay does', async () => {
    const [events, truth] = [join(folder, 'mapped.ndjson'), join(folder, 'mapped-labels.ndjson')]
    writeFileSync(events, '{"id":"e","at":1772417700000,"who":"u1","bills":[{"no":"YT1"}]}\nno event\n')
    writeFileSync(truth, '{"kind":"company"}\n')
    const mapping = {
      eventId: '/id',
      occurredAt: '/at',
      accountId: '/who',
      accountRole: '/post',
      waybills: { pointer: '/bills', no: '/no' },
    }
    const told: string[] = []
    await evaluateFiles(
      {
        events: [events],
        labels: await readLabels(truth),
        format: { ...NATIVE, mapping },
        progress,
        tell: (hint) => told.push(hint),
      },
      participants,
    )
    expect(told).toEqual(['No event had a value at /post (accountRole): check the setting mapping.'])
  })

  it('names whom only one of the policies has thresholds for, if no event was by them', async () => {
    const [events, truth] = [join(folder, 'one.ndjson'), join(folder, 'one-labels.ndjson')]
    const event = { eventId: 'e', occurredAt: 1772417700000, accountId: 'u1', accountRole: 'auditor' }
    writeFileSync(events, `${JSON.stringify({ ...event, recordCount: 1 })}\n`)
    writeFileSync(truth, '{"kind":"company"}\n')
    const override = (role: string) =>
      `overrides: { roles: { ${role}: { volume-burst: { minDistinct: 9 } } } }`
    const policyOf = (role: string) => parsePolicy(override(role), { detectors, tokenKey: NATIVE.tokenKey })
    const others = ['auditor', 'audtior'].map((role) => ({ name: role, policy: policyOf(role) }))
    const told: string[] = []
    await evaluateFiles(
      {
        events: [events],
        labels: await readLabels(truth),
        format: NATIVE,
        progress,
        tell: (hint) => told.push(hint),
      },
      { ...participants, policies: [own, ...others] },
    )
    expect(told).toEqual([expect.stringContaining('No event was by role "audtior": ')])
  })

  it('counts late events and repeated ones as replay does', async () => {
    const [events, truth] = [join(folder, 'reversed.ndjson'), join(folder, 'reversed-labels.ndjson')]
    const event = (hour: number) =>
      JSON.stringify({
        eventId: `e${hour}`,
        occurredAt: `2026-03-09T${hour}:00:00+08:00`,
        accountId: 'u1',
        waybills: [{ no: `YT${hour}` }],
      })
    const lines = [19, 19, 18, 17, 16, 15, 14].map(event)
    writeFileSync(events, `${lines.join('\n')}\n`)
    writeFileSync(truth, '{"kind":"company"}\n')
    const told: string[] = []
    const { records, rejected } = await evaluateFiles(
      {
        events: [events],
        labels: await readLabels(truth),
        format: NATIVE,
        progress,
        tell: (hint) => told.push(hint),
      },
      participants,
    )
    expect({ records, rejected }).toEqual({ records: 7, rejected: 0 })
    expect(told).toEqual([
      expect.stringMatching(/^71 % of the events come after a later event .* chronological order/),
    ])
  })

  it('tells of detectors on trial, which catch nothing', () => {
    const policy = parsePolicy('detectors: { honey-waybill: { shadow: true } }', {
      detectors: [honeyWaybill],
      tokenKey: NATIVE.tokenKey,
    })
    const trial: Participants = {
      policies: [{ name: 'waywarden', policy }],
      detectors: [honeyWaybill],
      rules: [],
      hasCalibration: false,
    }
    const thefts = { ...options, scenario: 'company', thefts: ['honey-waybill'] }
    const evaluation = evaluateHere({ options: thefts, seeds: [1] }, trial)
    const [summary] = evaluation.summaries
    expect(summary?.caught?.value).toBe(0)
    expect(summary?.voices).toEqual([
      { detector: 'honey-waybill', isOnTrial: true, thefts: summary?.thefts, falseDays: 0 },
    ])
    expect(asText(evaluation, { isEveryTheft: false, width: Infinity })).toMatch(
      /│ honey-waybill \(on trial\) │ +1 of 1 │ +0 │/,
    )
  })

  it('names what was simulated, with all that is not as it is by default', () => {
    const alone: Participants = { policies: [own], detectors: [], rules: [], hasCalibration: false }
    const asked = { accounts: 8, days: 2, roles: 'absent', tactics: 'tickets', thefts: ['ring'] } as const
    const { played } = evaluateHere({ options: { ...defaultOptions, ...asked }, seeds: [1] }, alone)
    expect(played.set).toBe('company, accounts 8, days 2, roles absent, tactics tickets, thefts ring')
  })

  it('says the same again', () => {
    const again = evaluateHere({ options, seeds: [1] }, participants)
    expect(again.scores).toEqual(simulated.scores.filter(({ seed }) => seed === 1))
  })

  it('prints tables, and everything as JSON', () => {
    const text = asText(simulated, { isEveryTheft: true, width: Infinity })
    for (const part of ['waywarden', 'six-sigma', 'rented-account', 'ordinary work', 'read in a day']) {
      expect(text).toContain(part)
    }
    expect(asMarkdown(simulated)).toMatch(/^\| waywarden \| /m)
    expect(JSON.parse(JSON.stringify(asJson(simulated)))).toMatchObject({
      schema: 'waywarden.evaluation/1',
      played: { set: expect.stringMatching(/^hebei, accounts 20/) as string, seeds: [1, 2] },
      runs: expect.arrayContaining([expect.objectContaining({ contender: 'secops', seed: 2 })]) as unknown,
    })
  })
})

/** Evaluates the files that `simulate` writes. */
async function readSimulation(simulation: SimulateOptions) {
  const [out, labels] = [join(folder, 'events.ndjson'), join(folder, 'labels.ndjson')]
  await writeLog(simulation, { out, labels })
  const read = await evaluateFiles(
    { events: [out], labels: await readLabels(labels), format: NATIVE, progress, tell: () => undefined },
    participants,
  )
  return { read, text: readFileSync(out, 'utf8') }
}
