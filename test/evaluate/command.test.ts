import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { detectors } from '../../detectors/index.ts'
import { registerEvaluate } from '../../src/commands/evaluate.ts'
import type { AuditEvent } from '../../src/contract/audit-event.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/contract/time-units.ts'
import type { Evaluation } from '../../src/evaluate/evaluation.ts'
import { replayFiles } from '../../src/replay/replay-files.ts'
import { MONDAY_MS } from '../core/support/streams.ts'
import { oddity, theft, theftEvent } from './truth-of.ts'

type Scored = { readonly thefts: readonly { readonly caught: { readonly alertId: string } | null }[] }

const TEN = 10 * HOUR_MS

let folder: string
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'waywarden-evaluate-'))))
afterAll(() => rmSync(folder, { recursive: true }))

const evaluate = async (...args: string[]): Promise<string> => {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined })
  registerEvaluate(program)
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  try {
    await program.parseAsync(['evaluate', ...args], { from: 'user' })
    return write.mock.calls.map(([text]) => String(text)).join('')
  } finally {
    write.mockRestore()
  }
}

const event = (eventId: string, atMs: number, records = 1): AuditEvent => ({
  eventId,
  occurredAt: MONDAY_MS + atMs,
  accountId: 'ann',
  accountRole: 'courier',
  outletId: 'outlet-1',
  waybills: Array.from({ length: records }, (_, index) => ({
    no: `YT${eventId}${index}`,
    outletIds: ['outlet-9'],
  })),
})

const policyFile = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const MAPPED = `
mapping:
  eventId: /id
  occurredAt: /at
  accountId: /who/user
  accountRole: /who/post
  outletId: /who/site
  waybills: { pointer: /bills, no: /no, outletIds: [/route] }
`

const ALL_OFF = JSON.stringify({
  detectors: Object.fromEntries(detectors.map(({ id }) => [id, { enabled: false }])),
})

const write = (name: string, lines: readonly unknown[]): string => {
  const path = join(folder, name)
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text)
  return path
}

// Five days of work, three look-ups an hour; on the last a theft of 80 pages of 20, one a minute, between them.
const THEFT_DAY = 4 * DAY_MS
const work = [0, 1, 2, 3, 4].flatMap((day) =>
  Array.from({ length: 24 }, (_, step) =>
    event(`w${day}-${step}`, day * DAY_MS + TEN + step * 20 * MINUTE_MS),
  ),
)
const pages = Array.from({ length: 80 }, (_, page) =>
  event(`t-${page}`, THEFT_DAY + TEN + page * MINUTE_MS, 20),
)
const inOrder = [...work, ...pages].toSorted((a, b) => Number(a.occurredAt) - Number(b.occurredAt))
const labels = [
  {
    kind: 'company',
    seed: 7,
    from: '',
    to: '',
    accounts: 1,
    days: 5,
    scenario: 'by hand',
    honeyWaybills: [],
  },
  theft('list-pages-1', { fromMs: THEFT_DAY + TEN, toMs: THEFT_DAY + TEN + 80 * MINUTE_MS }),
  theft('drip-1', { accounts: ['bob'], fromMs: 0, toMs: DAY_MS }),
  ...pages.map(({ eventId }) => theftEvent('list-pages-1', eventId, 20)),
]

describe('waywarden evaluate', () => {
  it('scores files of events and labels', async () => {
    const files = [write('events.ndjson.gz', inOrder), '--labels', write('labels.ndjson', labels)]
    const json = join(folder, 'scores.json')
    const text = await evaluate(...files, '--against', 'panther-gws', 'secops', '--json', json)
    const scores = JSON.parse(readFileSync(json, 'utf8')) as Evaluation
    const [own, panther, secops] = scores.summaries
    // Twenty records are there at the first page, more than ten too: both speak at once.
    expect(panther).toMatchObject({
      contender: 'panther-gws',
      thefts: 1,
      theftsWithoutEvents: 1,
      medianLeaked: 20,
    })
    expect(secops).toMatchObject({ contender: 'secops', medianLeaked: 20, falseMediumUp: { value: 0 } })
    expect(own).toMatchObject({ contender: 'waywarden', accountDays: 5, caught: { value: 1 } })
    expect(own?.leaked?.value).toBeLessThan(1)
    expect(scores).toMatchObject({ records: 200, rejected: 0, played: { seeds: [7] } })
    expect(text).toContain('seed 7: 200 look-ups, 5 account-days, one theft, 1 more without an event')
  })

  it('leaves no control character of labels in its tables', async () => {
    const times = { fromMs: THEFT_DAY + TEN, toMs: THEFT_DAY + TEN + 80 * MINUTE_MS }
    const hostile = [theft('\u001b[2Jlist-pages-1', times), oddity('overtime\u009b2J', times)]
    const files = [write('events.ndjson', inOrder), '--labels', write('labels.ndjson', hostile)]
    const text = await evaluate(...files, '--per-theft')
    expect(text).toContain(String.raw`\u001b[2Jlist-pages`)
    expect(text).not.toMatch(/[^\P{Cc}\n]/u)
  })

  it.each([undefined, 'sixteen bytes or more'])(
    'tells of the alerts that replay raises, token key: %s',
    async (key) => {
      vi.stubEnv('WAYWARDEN_TOKEN_KEY', key)
      const [events, alerts] = [write('events.ndjson', inOrder), join(folder, 'alerts.ndjson')]
      const files = [events, '--labels', write('labels.ndjson', labels)]
      const { runs } = JSON.parse(await evaluate(...files, '--json', '-')) as { runs: Scored[] }
      await replayFiles([events], { alerts })
      vi.unstubAllEnvs()
      const raised = readFileSync(alerts, 'utf8')
      const [caught] = (runs[0]?.thefts ?? []).flatMap((each) => each.caught ?? [])
      expect(raised).toContain(`"alertId":"${caught?.alertId}"`)
    },
  )

  it('takes all that an account did for the theft where labels by hand list no events', async () => {
    const times = pages.map(({ occurredAt }) => Number(occurredAt))
    const theftByHand = {
      kind: 'theft',
      id: 'pages',
      name: 'pages of twenty',
      accounts: ['ann'],
      from: new Date(Math.min(...times)).toISOString(),
      to: new Date(Math.max(...times)).toISOString(),
    }
    const files = [write('events.ndjson', inOrder), '--labels', write('by-hand.ndjson', [theftByHand])]
    const scores = JSON.parse(await evaluate(...files, '--json', '-')) as Evaluation
    const all = JSON.parse(
      await evaluate(files[0] as string, '--labels', write('labels.ndjson', labels), '--json', '-'),
    ) as Evaluation
    expect(scores.summaries[0]).toMatchObject({ thefts: 1, caught: { value: 1 }, theftsWithoutEvents: 0 })
    // Nobody simulated this log.
    expect(scores.played.seeds).toEqual([])
    expect(scores).toMatchObject({ runs: [{ seed: null }] })
    const text = await evaluate(...files, '--per-theft')
    expect(text).toContain('events.ndjson: 200 look-ups')
    expect(text).toMatch(/│ pages of twenty pages +│ +- +│/)
    // Some work lies between the pages.
    expect(scores.summaries[0]?.leaked?.value).toBeCloseTo(all.summaries[0]?.leaked?.value ?? 0, 2)
    // What arrives twice was looked up once.
    const twice = write(
      'twice.ndjson',
      inOrder.flatMap((each) => [each, each]),
    )
    const [, ...labelled] = files
    const again = JSON.parse(await evaluate(twice, ...labelled, '--json', '-')) as Evaluation
    expect(again.summaries).toEqual(scores.summaries)
  })

  it('takes labels in any order, and accounts without a role', async () => {
    const events = write('events.ndjson', inOrder)
    const scored = async (some: readonly unknown[]) =>
      JSON.parse(
        await evaluate(events, '--labels', write('labels.ndjson', some), '--json', '-'),
      ) as Evaluation
    const backwards = [...labels.toReversed(), { kind: 'account', accountId: 'ann', outletId: 'outlet-1' }]
    expect((await scored(backwards)).summaries).toEqual((await scored(labels)).summaries)
  })

  it('rejects a first line with a wrong clock, and not those behind it, as replay does', async () => {
    const ahead = { ...event('ahead', 400 * DAY_MS), accountId: 'bob' }
    const files = [write('ahead.ndjson', [ahead, ...inOrder]), '--labels', write('labels.ndjson', labels)]
    const scores = JSON.parse(await evaluate(...files, '--json', '-')) as Evaluation
    expect(scores).toMatchObject({ records: 201, rejected: 1, summaries: [{ accountDays: 5 }] })
  })

  it('scores a log in another format as the same log in our own', async () => {
    const labelled = ['--labels', write('labels.ndjson', labels), '--json', '-']
    const foreign = inOrder.map(({ eventId, occurredAt, accountId, accountRole, outletId, waybills }) => ({
      id: eventId,
      at: Number(occurredAt),
      who: { user: accountId, post: accountRole, site: outletId },
      bills: waybills?.map(({ no, outletIds }) => ({ no, route: outletIds })),
    }))
    const config = policyFile('mapped.yaml', MAPPED)
    const scores = async (file: string, ...more: string[]) =>
      (JSON.parse(await evaluate(file, ...labelled, ...more)) as Evaluation).summaries
    expect(await scores(write('foreign.ndjson', foreign), '--config', config)).toEqual(
      await scores(write('events.ndjson', inOrder)),
    )
  })

  it('rejects what run would, under the limits of the settings', async () => {
    const large = {
      ...work[0],
      waybills: Array.from({ length: 100 }, (_, each) => ({ no: `YT${each}00000000` })),
    }
    const log = write('large.ndjson', [large, ...work.slice(1)])
    const files = [log, '--labels', write('labels.ndjson', labels), '--json', '-']
    const config = policyFile('limits.yaml', 'limits: { maxEventBytes: 1KiB }')
    expect(JSON.parse(await evaluate(...files))).toMatchObject({ rejected: 0 })
    expect(JSON.parse(await evaluate(...files, '--config', config))).toMatchObject({ rejected: 1 })
  })

  it('scores the policy of the settings, as replay does, unless others are given', async () => {
    const files = [write('events.ndjson', inOrder), '--labels', write('labels.ndjson', labels), '--json', '-']
    policyFile('off.yaml', ALL_OFF)
    const config = ['--config', policyFile('settings-of-off.yaml', 'policy: off.yaml')]
    const caught = async (...more: string[]) =>
      (JSON.parse(await evaluate(...files, ...more)) as Evaluation).summaries[0]?.kinds[0]?.caught
    const byDefault = await caught()
    expect(byDefault).toBeGreaterThan(0)
    expect(await caught(...config)).toBe(0)
    expect(await caught(...config, '--policy', 'default')).toBe(byDefault)
  })

  it('scores a log of one look-up', async () => {
    const files = [write('one.ndjson', work.slice(0, 1)), '--labels', write('labels.ndjson', labels)]
    expect(JSON.parse(await evaluate(...files, '--json', '-'))).toMatchObject({ records: 1, rejected: 0 })
  })

  it('scores several policies over the same events, and lists what differs from the first', async () => {
    const files = [write('events.ndjson', inOrder), '--labels', write('labels.ndjson', labels)]
    const deaf = policyFile('deaf.yaml', ALL_OFF)
    const low = policyFile('low.yaml', 'detectors: { exposure-ceiling: { maxUnexplainedRecords: 30 } }')
    const json = join(folder, 'scores.json')
    const policies = ['default', deaf, low].flatMap((policy) => ['--policy', policy])
    const text = await evaluate(...policies, ...files, '--against', 'secops', '--json', json)
    const scores = JSON.parse(readFileSync(json, 'utf8')) as Evaluation
    expect(scores.summaries.map(({ contender }) => contender)).toEqual(['default', deaf, low, 'secops'])
    expect(scores.policies.map(({ name }) => name)).toEqual(['default', deaf, low])
    expect(scores.comparisons).toMatchObject([
      { first: 'default', other: deaf, caughtNoMore: [{ id: 'list-pages-1', seed: 7, leakedAfter: 1600 }] },
      { first: 'default', other: low, caughtNoMore: [] },
    ])
    expect(text).toContain(`${deaf} instead of default`)
    expect(text).toMatch(
      /thefts no longer caught: 1\n +list-pages-1, seed 7: [\d,]+ -> missed \(1,600 records\)/,
    )
    for (const { name, version } of scores.policies) expect(text).toContain(`${name} ${version}`)
    const markdown = await evaluate(...policies, ...files, '--markdown')
    expect(markdown).toMatch(/^- thefts no longer caught: 1\n {2}- list-pages-1, seed 7/m)
  })

  it('says nothing of comparing where there is one policy, and takes default for one', async () => {
    const files = [write('events.ndjson', inOrder), '--labels', write('labels.ndjson', labels)]
    const plain = await evaluate(...files)
    expect(plain).not.toContain('instead of')
    expect(await evaluate('--policy', 'default', ...files)).toBe(plain)
    const json = await evaluate('--policy', policyFile('defaults.yaml', '{}'), ...files, '--json', '-')
    expect(Object.keys(JSON.parse(json) as object)).toEqual([
      'schema',
      'played',
      'policyVersion',
      'records',
      'rejected',
      'summaries',
      'calibration',
      'runs',
    ])
  })

  it('lists every fault of every policy', async () => {
    const bad = policyFile('bad.yaml', 'detectors: { volume-brust: {} }\nring: { enabled: maybe }')
    const worse = policyFile('worse.yaml', 'alerts: [')
    const policies = [bad, 'default', worse, join(folder, 'none.yaml')].flatMap((each) => ['--policy', each])
    await expect(evaluate(...policies, '--simulate', 'hebei')).rejects.toMatchObject({
      code: 'policy_invalid',
      cause: [
        expect.stringContaining('bad.yaml:1:14: detectors.volume-brust is not known'),
        expect.stringContaining('bad.yaml:2:18: ring.enabled must be true or false'),
        expect.stringContaining('worse.yaml:1:'),
        expect.stringContaining('none.yaml: cannot be read'),
      ],
    })
  })

  it('refuses a policy that is given twice, by whatever name, and the name of a rule', async () => {
    const one = policyFile('one.yaml', '')
    const link = join(folder, 'link.yaml')
    symlinkSync(one, link)
    const refused = async (...args: string[]) => {
      await expect(evaluate(...args, '--simulate', 'hebei')).rejects.toMatchObject({ code: 'usage_invalid' })
      return evaluate(...args, '--simulate', 'hebei').catch((error: Error) => error.message)
    }
    expect(await refused('--policy', one, '--policy', one)).toBe(`--policy ${one} is given twice`)
    expect(await refused('--policy', 'default', '--policy', 'default')).toBe(
      '--policy default is given twice',
    )
    expect(await refused('--policy', one, '--policy', link, '--policy', `${folder}/./one.yaml`)).toBe(
      `--policy ${link} is the same file as ${one}\n--policy ${folder}/./one.yaml is the same file as ${one}`,
    )
    expect(await refused('--policy', 'default', '--policy', 'secops', '--against', 'secops')).toBe(
      '--policy secops is also the name of a rule of --against; give the file as ./secops',
    )
  })

  it('prints Markdown, or JSON alone', async () => {
    const files = [write('events.ndjson', inOrder), '--labels', write('labels.ndjson', labels)]
    expect(await evaluate(...files, '--markdown')).toMatch(/^\| waywarden \| 100 % \(/m)
    expect(JSON.parse(await evaluate(...files, '--json', '-'))).toMatchObject({
      schema: 'waywarden.evaluation/1',
    })
  })

  it.each([
    ['nothing to score', [], /Give a file of events/],
    ['events without labels', ['events.ndjson'], /Give a file of events and its --labels/],
    ['files and a simulation', ['events.ndjson', '--simulate', 'company'], /not both/],
    ['a rule nobody knows', ['--simulate', 'company', '--against', 'splunk'], /no rule "splunk"/],
    [
      'files among the rules',
      ['--labels', 'l', '--against', 'all', 'e.gz'],
      /no rule "e.gz".* Put files before --against/,
    ],
    ['seeds that are none', ['--simulate', 'company', '--seeds', 'x'], /"x" is not a list of seeds/],
    ['a scenario nobody knows', ['--simulate', 'moon'], /no scenario "moon"/],
    [
      'a theft nobody knows',
      ['--simulate', 'hebei', '--thefts', 'heist'],
      /no theft "heist" in hebei; it has rented-account$/,
    ],
  ])('refuses %s, and touches no file', async (_, args, message) => {
    await expect(evaluate(...args)).rejects.toThrow(message)
    const kept = join(folder, 'kept.json')
    writeFileSync(kept, 'as it was')
    // First, for --against takes every word behind it.
    await expect(evaluate('--json', kept, ...args)).rejects.toMatchObject({ code: 'usage_invalid' })
    expect(readFileSync(kept, 'utf8')).toBe('as it was')
  })

  it.each([
    [
      'seeds of files',
      ['events', '--labels', 'labels', '--seeds', '3'],
      /--labels.* cannot be used with .*--seeds/,
    ],
    [
      'a size of files',
      ['events', '--labels', 'labels', '--accounts', '5'],
      /cannot be used with .*--accounts/,
    ],
    [
      'labels of a simulation',
      ['--simulate', 'hebei', '--labels', 'labels'],
      /cannot be used with .*--simulate/,
    ],
    [
      'a table where JSON goes',
      ['--simulate', 'hebei', '--markdown', '--json', '-'],
      /--markdown and --json both go to standard output/,
    ],
    [
      'every theft in Markdown',
      ['--simulate', 'hebei', '--per-theft', '--markdown'],
      /--markdown.* cannot be used/,
    ],
  ])('refuses %s, which it would pass over', async (_, args, message) => {
    await expect(evaluate(...args)).rejects.toThrow(message)
  })

  it('tells of files that are not named before it looks at the settings', async () => {
    const config = policyFile('faulty.yaml', 'limits: { maxEventBytes: none }')
    await expect(evaluate('--config', config)).rejects.toThrow(/Give a file of events/)
  })

  it('leaves the policy of its settings as it is', async () => {
    const policy = policyFile('kept.yaml', 'timeZoneOffsetMinutes: 480\n')
    const settings = policyFile('settings-of-kept.yaml', 'policy: kept.yaml\n')
    const none = policyFile('no-events.ndjson', '')
    const attempt = evaluate(
      none,
      '--labels',
      policyFile('labels.ndjson', ''),
      '--config',
      settings,
      '--json',
      policy,
    )
    await expect(attempt).rejects.toThrow(`--json ${policy} is also read`)
    expect(readFileSync(policy, 'utf8')).toBe('timeZoneOffsetMinutes: 480\n')
  })

  it('reads nothing where the figures cannot be written', async () => {
    // It is there, and cannot be read to its end.
    const cut = join(folder, 'cut.ndjson.gz')
    writeFileSync(cut, gzipSync('{}').subarray(0, -4))
    const files = [cut, '--labels', write('labels.ndjson', labels)]
    await expect(evaluate(...files, '--json', join(folder, 'nowhere', 'scores.json'))).rejects.toMatchObject({
      code: 'file_unwritable',
    })
  })

  it('does not score with labels it cannot read', async () => {
    const events = write('events.ndjson', inOrder)
    const broken = write('broken.ndjson', [labels[0], { kind: 'theft', id: 'x' }])
    await expect(evaluate(events, '--labels', broken)).rejects.toThrow(
      /broken\.ndjson, line 2: \/name is required/,
    )
    const accounts = labels.filter(({ kind }) => kind === 'account')
    for (const none of [write('empty.ndjson', []), write('accounts.ndjson', accounts)])
      await expect(evaluate(events, '--labels', none)).rejects.toMatchObject({
        code: 'usage_invalid',
        message: expect.stringMatching(/(empty|accounts)\.ndjson: names no theft; of an honest log say/),
      })
    await expect(evaluate(events, '--labels', join(folder, 'none'))).rejects.toMatchObject({
      code: 'file_unreadable',
    })
  })

  it.each([
    ['a label that is none', 'events.ndjson', [labels[0], { kind: 'theft', id: 'x' }], 'usage_invalid'],
    ['events that are not there', 'none.ndjson', labels, 'file_unreadable'],
  ])('leaves the file of --json as it was where there is %s', async (_, events, truth, code) => {
    write('events.ndjson', inOrder)
    const kept = join(folder, 'kept.json')
    writeFileSync(kept, 'as it was')
    const files = [join(folder, events), '--labels', write('truth.ndjson', truth)]
    await expect(evaluate(...files, '--json', kept)).rejects.toMatchObject({ code })
    expect(readFileSync(kept, 'utf8')).toBe('as it was')
  })

  it('fails where every event is rejected, and keeps the figures of before', async () => {
    const events = write('foreign.ndjson', [{ ts: 1 }, { ts: 2 }])
    const kept = policyFile('kept.json', 'as it was')
    const say = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    try {
      const files = [events, '--labels', write('labels.ndjson', labels), '--json', kept]
      await expect(evaluate(...files)).rejects.toMatchObject({ code: 'nothing_counted' })
      expect(say.mock.calls.join('')).toContain('Most lines are not audit events')
    } finally {
      say.mockRestore()
    }
    expect(readFileSync(kept, 'utf8')).toBe('as it was')
  })

  it('does not score with labels of which a theft, or a part of one, would be lost', async () => {
    const events = write('events.ndjson', inOrder)
    const stray = write('stray.ndjson', [...labels, theftEvent('list-page-1', 't-0', 20)])
    await expect(evaluate(events, '--labels', stray)).rejects.toMatchObject({
      code: 'usage_invalid',
      message: expect.stringMatching(/stray\.ndjson, line 84: \/theft names no theft of these labels/),
    })
    const twice = write('twice.ndjson', [...labels, ...labels])
    await expect(evaluate(events, '--labels', twice)).rejects.toThrow(
      /twice\.ndjson, line 85: \/id is that of a theft before/,
    )
  })

  it('says which thefts of the labels are not in the log', async () => {
    const say = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const told = async (events: readonly unknown[], truth: readonly unknown[] = labels) => {
      say.mockClear()
      await evaluate(write('events.ndjson', events), '--labels', write('labels.ndjson', truth))
      return say.mock.calls.map(([text]) => String(text)).join('')
    }
    try {
      expect(await told(work)).toMatch(/These files contain no look-up of any theft in .*labels\.ndjson/)
      expect(await told(inOrder)).toMatch(
        /no look-up of some thefts in .*labels\.ndjson, .* not scored: drip-1\. /,
      )
      expect(
        await told(
          inOrder,
          labels.filter((label) => !('id' in label) || label.id !== 'drip-1'),
        ),
      ).toBe('')
    } finally {
      say.mockRestore()
    }
  })
})
