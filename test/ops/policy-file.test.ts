import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { Ajv2020 } from 'ajv/dist/2020.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { detectors } from '../../detectors/index.ts'
import { accountId } from '../../src/contract/brands.ts'
import { WaywardenError } from '../../src/contract/errors.ts'
import { policySchema, type Tunable } from '../../src/contract/policy.ts'
import { readPolicy, readPolicyDocuments } from '../../src/ops/policy-file.ts'
import { createTokens } from '../../src/tokens/tokens.ts'
import { recordLimit } from '../core/support/limits.ts'
import { lookUp } from '../core/support/look-ups.ts'
import { createRun } from '../core/support/run.ts'
import { defaultPolicy } from './default-policy.ts'
import { tunables } from './detectors-fixture.ts'
import { parsePolicy } from './parse-policy.ts'

const tokenKey = Buffer.from('a secret of the test settings')
const reader = { detectors: tunables, tokenKey }
const parse = (text: string) => parsePolicy(text, reader)

function faultsOf(text: string, of: readonly Tunable[] = tunables): readonly string[] {
  try {
    parsePolicy(text, { detectors: of, tokenKey })
  } catch (error) {
    if (error instanceof WaywardenError) return error.message.split('\n')
    throw error
  }
  return []
}

const laughs = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}]`)
const billionLaughs = ['a0: &a0 [x]', ...laughs].join('\n')

const nobody = accountId('nobody')

describe('the policy file', () => {
  it.for(['', '# alerts: { quiet: PT2H }\n', '---\n', 'null', '~ # nothing\n'])(
    'is refused where it is empty, with what stands for the defaults: %j',
    (text) => {
      expect(faultsOf(text)).toEqual([
        expect.stringMatching(/^policy\.yaml:1:\d: the file is empty; write \{\}/),
      ])
    },
  )

  it('keeps every default where it sets nothing', () => {
    const policy = parse('{}')
    const [burst, ceiling] = policy.rulesFor('courier', '0311', nobody)
    expect(burst).toEqual({
      enabled: true,
      severity: 'medium',
      shadow: false,
      thresholds: tunables[0]?.defaults,
    })
    expect(ceiling?.thresholds).toEqual(tunables[1]?.defaults)
    expect(policy).toMatchObject({ zoneMs: 8 * 3_600_000, alerts: { quietMs: 3_600_000, exposureGrowth: 2 } })
    expect(policy.version).toBe(defaultPolicy(tunables).version)
  })

  it('changes thresholds, severities and quiet times', () => {
    const policy = parse(`
timeZoneOffsetMinutes: 0
alerts: { quiet: PT90M, exposureGrowth: 3 }
detectors:
  volume-burst: { severity: critical, minDistinct: 12 }
  exposure-ceiling: { enabled: false, shadow: true, maxRecords: 10 }
`)
    const [burst, ceiling] = policy.rulesFor(null, null, nobody)
    expect(burst).toMatchObject({ severity: 'critical', thresholds: { minDistinct: 12, alertSurprise: 8 } })
    expect(ceiling).toMatchObject({
      enabled: false,
      shadow: true,
      thresholds: { maxRecordsPerDay: 1500, maxRecords: 10 },
    })
    expect(policy).toMatchObject({ zoneMs: 0, alerts: { quietMs: 5_400_000, exposureGrowth: 3 } })
  })

  it('lists every fault at once with line, column and path', () => {
    const faults = faultsOf(`timeZoneOffsetMinutes: 9990
alerts:
  quiet: 1h
detectors:
  volume-brust:
    minDistinct: 1
  volume-burst:
    minDistinct: many
    ownShare: [0.5]
    alertSurprise: -1
    minDistnct: 3
    severity: terrible
    shadow: 1
overrides:
  role: {}
  accounts:
    E-1: { volume-burst: { quorum: true } }
`)
    expect(faults).toEqual([
      'policy.yaml:1:24: timeZoneOffsetMinutes must be at most 840, in minutes: 480 is UTC+8',
      'policy.yaml:3:10: alerts.quiet must look like PT1H, an ISO 8601 duration longer than nothing',
      'policy.yaml:5:3: detectors.volume-brust is not known; did you mean volume-burst?',
      'policy.yaml:8:18: detectors.volume-burst.minDistinct must be a number',
      'policy.yaml:9:15: detectors.volume-burst.ownShare must be a number',
      'policy.yaml:10:20: detectors.volume-burst.alertSurprise must be at least 0',
      'policy.yaml:11:5: detectors.volume-burst.minDistnct is not known; did you mean minDistinct?',
      'policy.yaml:12:15: detectors.volume-burst.severity must be one of low, medium, high, critical',
      'policy.yaml:13:13: detectors.volume-burst.shadow must be true or false',
      'policy.yaml:15:3: overrides.role is not known; did you mean roles?',
      'policy.yaml:17:28: overrides.accounts.E-1.volume-burst.quorum is not known; known here: enabled, severity, shadow, minDistinct, alertSurprise, ownShare',
    ])
  })

  it.each([
    ['maxRecords: 3', 'maxRecords is not known here; it belongs under detectors.exposure-ceiling'],
    ['exposure-ceiling: {}', 'exposure-ceiling is not known here; it belongs under detectors'],
    [
      'detectors: { minDistinct: 3 }',
      'detectors.minDistinct is not known here; it belongs under volume-burst',
    ],
    [
      'detectors: { severity: low }',
      'detectors.severity is not known here; it belongs under one of volume-burst, exposure-ceiling',
    ],
    [
      'detectors: { ring: {} }',
      'detectors.ring is not known here, but at the top level; known here: volume-burst, exposure-ceiling',
    ],
    [
      'detectors: { exposure-ceiling: { minDistinct: 3 } }',
      'detectors.exposure-ceiling.minDistinct is not known here, but under detectors.volume-burst; known here: enabled, severity, shadow, maxRecordsPerDay, maxRecords',
    ],
    [
      'overrides: { roles: { clerk: { maxRecords: 3 } } }',
      'overrides.roles.clerk.maxRecords is not known here; it belongs under exposure-ceiling',
    ],
  ])('says where a key belongs that is in the wrong part: %s', (text, fault) => {
    expect(faultsOf(text).map((each) => each.replace(/^policy.yaml:1:\d+: /, ''))).toEqual([fault])
  })

  it('lists more faults than a validator stops at by default', () => {
    const keys = Array.from({ length: 40 }, (_, index) => `unknown-${index}: 1`)
    expect(faultsOf(keys.join('\n'))).toHaveLength(40)
  })

  it('is refused however many keys are unknown, and names the first thousand', () => {
    const keys = Array.from({ length: 12_000 }, (_, index) => `u${index}: 1`)
    const faults = faultsOf(keys.join('\n'))
    expect(faults).toHaveLength(1_001)
    expect(faults.at(-1)).toBe('and 11000 more in policy.yaml')
  })

  it('may be about as many accounts as a company has', () => {
    const accounts = Array.from({ length: 25_000 }, (_, index) => `    u${index}: {}`)
    const { overridden } = parse(`overrides:\n  accounts:\n${accounts.join('\n')}`)
    expect(overridden.accounts).toHaveLength(25_000)
  }, 15_000)

  it.each([
    [
      'a duplicate key',
      'detectors:\n  volume-burst: {}\n  volume-burst: {}\n',
      'policy.yaml:3:3: this key is in the same mapping already, further up',
    ],
    ['a broken line', 'alerts: [\n', 'policy.yaml:2:1: '],
    ['an alias that leads nowhere', 'alerts: *none\n', 'policy.yaml:1:9: an alias (*) needs its anchor (&)'],
    ['a list instead of a mapping', '- 1\n', 'policy.yaml:1:1: the file must be a mapping of keys to values'],
    [
      'aliases that grow without end',
      billionLaughs,
      'policy.yaml:1:1: the file is nested too deeply, or its aliases expand without end',
    ],
    [
      'two documents',
      'alerts: {}\n---\nring: {}\n',
      'policy.yaml:2:1: the file contains more than one document',
    ],
    [
      'infinity',
      'detectors: { volume-burst: { minDistinct: .inf } }',
      'policy.yaml:1:43: detectors.volume-burst.minDistinct',
    ],
    ['nothing where a mapping belongs', 'alerts:\noverrides: {}\n', 'policy.yaml:1:'],
  ])('refuses %s and names the place', (_, text, start) => {
    expect(faultsOf(text)[0]).toContain(start)
  })

  it.each([
    ['brackets', '['.repeat(5000), '1:64'],
    ['list signs', '- '.repeat(5000), '1:127'],
    ['lines', Array.from({ length: 800 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join(''), '64:64'],
  ])('refuses %s nested deeper than the stack holds, once and where it becomes too much', (_, text, at) => {
    expect(faultsOf(text)).toEqual([
      `policy.yaml:${at}: the file is nested too deeply, or its aliases expand without end`,
    ])
  })

  it('says what a ring is, and lists the faults of it with the others', () => {
    expect(parse('{}').ring).toEqual({
      enabled: true,
      shadow: false,
      thresholds: { minAccounts: 2, minOutletAccounts: 3 },
    })
    expect(parse('ring: { shadow: true, minOutletAccounts: 5 }').ring).toMatchObject({
      shadow: true,
      thresholds: { minAccounts: 2, minOutletAccounts: 5 },
    })
    expect(faultsOf('ring: { minAcounts: 3, minOutletAccounts: 1, enabled: maybe }')).toEqual([
      'policy.yaml:1:9: ring.minAcounts is not known; did you mean minAccounts?',
      'policy.yaml:1:43: ring.minOutletAccounts must be at least 2',
      'policy.yaml:1:55: ring.enabled must be true or false',
    ])
  })

  it.each([
    ['{ mediumFalseAlarms: 30 }', '30: alerts.mediumFalseAlarms must be at most lowFalseAlarms, which is 20'],
    ['{ highFalseAlarms: 5 }', '28: alerts.highFalseAlarms must be at most mediumFalseAlarms, which is 1'],
    ['{ lowFalseAlarms: 0.001 }', '27: alerts.lowFalseAlarms must be at least mediumFalseAlarms, which is 1'],
    [
      '{ criticalFalseAlarms: 0.02 }',
      '32: alerts.criticalFalseAlarms must be at most highFalseAlarms, which is 0.01',
    ],
    ['{ highRecords: 500 }', '24: alerts.highRecords must be at most criticalRecords, which is 200'],
    [
      '{ highRecords: 500, criticalRecords: 10 }',
      '24: alerts.highRecords must be at most criticalRecords, which is 10',
    ],
    ['{ criticalRecords: 10 }', '28: alerts.criticalRecords must be at least highRecords, which is 50'],
  ])('refuses thresholds by which an alert would be graver before it is milder: %s', (alerts, fault) => {
    expect(faultsOf(`alerts: ${alerts}`)).toEqual([`policy.yaml:1:${fault}`])
  })

  it.each(['PT0S', 'P0D', 'P0W', 'PT0H0M0.0S'])('refuses a quiet time of nothing: %s', (quiet) => {
    expect(faultsOf(`alerts: { quiet: ${quiet} }`)).toEqual([
      'policy.yaml:1:18: alerts.quiet must look like PT1H, an ISO 8601 duration longer than nothing',
    ])
  })

  it('takes the same threshold for two severities, which leaves the milder one out', () => {
    expect(faultsOf('alerts: { lowFalseAlarms: 2, highRecords: 200 }')).toEqual([])
  })

  it('lists them with the faults of other parts, and only where their own numbers are in order', () => {
    const rings = 'ring: { minAccounts: 1 }'
    expect(faultsOf(`alerts: { highRecords: 500 }\n${rings}`)).toHaveLength(2)
    expect(faultsOf(`alerts: { highRecords: 500, criticalRecords: ten }\n${rings}`)).toEqual([
      'policy.yaml:1:46: alerts.criticalRecords must be a whole number',
      'policy.yaml:2:22: ring.minAccounts must be at least 2',
    ])
  })

  it.each([
    [20, 20, 'most 19: after forgetAfterDays, which is 20, an account begins anew'],
    [35, 34.5, 'most 34: after forgetAfterDays, which is 35, an account begins anew'],
    [35, 4, 'least 5: shorter absences are days off'],
    [35, 0, 'least 5: shorter absences are days off'],
  ])(
    'refuses, where accounts are forgotten after %d days, a sleep of %d that none or every one has',
    (forget, idle, fault) => {
      const text = `forgetAfterDays: ${forget}\ndetectors: { dormant-account: { minIdleDays: ${idle} } }`
      expect(faultsOf(text, detectors)).toEqual([
        `policy.yaml:2:46: detectors.dormant-account.minIdleDays must be at ${fault}`,
      ])
    },
  )

  it('finds such a sleep in overrides, takes the longest that can be, and concludes nothing from what is faulty', () => {
    const asleep = (days: number) => `{ dormant-account: { minIdleDays: ${days} } }`
    expect(faultsOf(`overrides: { roles: { clerk: ${asleep(99)} } }`, detectors)).toEqual([
      expect.stringMatching(
        /^policy.yaml:1:64: overrides.roles.clerk.dormant-account.minIdleDays must be at most 34/,
      ),
    ])
    expect(faultsOf(`forgetAfterDays: 100\ndetectors: ${asleep(99)}`, detectors)).toEqual([])
    expect(faultsOf(`detectors: ${asleep(5)}`, detectors)).toEqual([])
    expect(faultsOf(`forgetAfterDays: 1\ndetectors: ${asleep(99)}`, detectors)).toEqual([
      'policy.yaml:1:18: forgetAfterDays must be at least 14',
    ])
  })

  it.for([
    'exposure-ceiling: { maxRecords',
    'exposure-ceiling: { maxUnexplainedRecords',
    'heavy-days: { limitCount',
  ])('refuses a limit that no count reaches: %s', (limit) => {
    expect(faultsOf(`detectors: { ${limit}: 2000001 } }`, detectors)).toEqual([
      expect.stringMatching(/^policy.yaml:1:\d+: detectors\.\S+ must be at most 2000000$/),
    ])
    expect(faultsOf(`detectors: { ${limit}: 2000000 } }`, detectors)).toEqual([])
  })

  it('finds what else is wrong where a key is written twice', () => {
    expect(faultsOf('forgetAfterDays: 30\nforgetAfterDays: 40\nfoo: 1\nalerts: { quiet: soon }\n')).toEqual([
      'policy.yaml:2:1: this key is in the same mapping already, further up',
      expect.stringMatching(/^policy.yaml:3:1: foo is not known/),
      expect.stringMatching(/^policy.yaml:4:18: alerts.quiet must/),
    ])
  })

  it('finds the place behind an alias', () => {
    const text = 'overrides:\n  roles:\n    a: &x { volume-burst: { minDistinct: no } }\n    b: *x\n'
    expect(faultsOf(text)).toEqual([
      'policy.yaml:3:42: overrides.roles.a.volume-burst.minDistinct must be a number',
      'policy.yaml:3:42: overrides.roles.b.volume-burst.minDistinct must be a number',
    ])
  })

  it('says where the line below is indented too far', () => {
    const text = 'detectors:\n  volume-burst:\n    minDistinct: 30\n     ownShare: 0.1\n'
    expect(faultsOf(text)).toContain(
      'policy.yaml:3:18: a key cannot begin here; the line below may be indented too far, or text that contains a colon needs quotes',
    )
  })

  it('says that a number in quotes is none', () => {
    expect(
      faultsOf('forgetAfterDays: "30"\ndetectors: { volume-burst: { minDistinct: "30", ownShare: "a" } }'),
    ).toEqual([
      'policy.yaml:1:18: forgetAfterDays must be a whole number, without quotes',
      'policy.yaml:2:43: detectors.volume-burst.minDistinct must be a number, without quotes',
      'policy.yaml:2:59: detectors.volume-burst.ownShare must be a number',
    ])
  })

  it('says of how many account-days false alarms are counted', () => {
    expect(faultsOf('alerts: { mediumFalseAlarms: 0.01% }')).toEqual([
      'policy.yaml:1:30: alerts.mediumFalseAlarms must be a number, per 10,000 account-days',
    ])
  })

  it('takes hours for no offset in minutes', () => {
    expect(faultsOf('timeZoneOffsetMinutes: 8')).toEqual([
      'policy.yaml:1:24: timeZoneOffsetMinutes must be a multiple of 15, in minutes: 480 is UTC+8',
    ])
    expect(faultsOf('timeZoneOffsetMinutes: "+08:00"')).toEqual([
      'policy.yaml:1:24: timeZoneOffsetMinutes must be a whole number, in minutes: 480 is UTC+8',
    ])
  })

  it('refuses a file in another encoding, whose names would be others', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'waywarden-policy-')), 'policy.yaml')
    const gbk = Buffer.from([0xbf, 0xcd, 0xb7, 0xfe])
    writeFileSync(
      file,
      Buffer.concat([Buffer.from('overrides:\n  roles:\n    '), gbk, Buffer.from(': {}\n')]),
    )
    expect(() => readPolicy(file, reader)).toThrow(`${file}:3: is not UTF-8; save the file in that encoding`)
    writeFileSync(file, '{} # \ufffd is a letter like any other\n')
    expect(readPolicy(file, reader).zoneMs).toBe(28_800_000)
  })

  it('stops listing faults of a file of another kind, and does not read one of the size of a log', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'waywarden-policy-')), 'events.ndjson')
    writeFileSync(file, '{"eventId":"e"}\n'.repeat(1_000))
    expect(() => readPolicy(file, reader)).toThrow(
      /^(.*events\.ndjson:\d+:\d+: .*\n){20}and \d+ more; is this a YAML file\?$/,
    )
    writeFileSync(file, '{"eventId":"e"}\n'.repeat(600_000))
    expect(() => readPolicy(file, reader)).toThrow(
      `${file}: has 9600000 bytes, more than the 8388608 allowed; check that it is the right file`,
    )
  })

  it('says which file cannot be read', () => {
    const missing = join(tmpdir(), 'waywarden-no-such-policy.yaml')
    expect(() => readPolicy(missing, reader)).toThrow(`${missing}: cannot be read`)
  })

  it('reads several, without a file the defaults, and lists the faults of all', () => {
    const folder = mkdtempSync(join(tmpdir(), 'waywarden-policy-'))
    const fileOf = (name: string, text: string) => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    }
    const quiet = fileOf('quiet.yaml', 'alerts: { quiet: PT2H }')
    expect(readPolicyDocuments([null, quiet], tunables)).toEqual([{}, { alerts: { quiet: 'PT2H' } }])
    const faulty = [fileOf('a.yaml', 'ring: 1\nalert: {}'), quiet, fileOf('b.yaml', 'ring: 2')]
    expect(() => readPolicyDocuments(faulty, tunables)).toThrow(
      /a\.yaml:1:7: .*\n.*a\.yaml:2:1: .*\n.*b\.yaml:1:7: .*$/,
    )
  })

  it('publishes a schema that a JSON Schema validator takes strictly and that agrees with the reader', () => {
    const validate = new Ajv2020({ strict: true, strictTypes: false }).compile(policySchema(tunables))
    const values = fc.constantFrom(-1, 0, 0.5, 2, 'x', true, ['a'], [1], 'high', null)
    const keys = fc.constantFrom('minDistinct', 'ownShare', 'severity', 'shadow', 'maxRecords', 'other')
    const table = fc.dictionary(
      fc.constantFrom('volume-burst', 'exposure-ceiling'),
      fc.dictionary(keys, values),
    )
    const document = fc.record({
      honeyWaybills: fc.array(fc.constantFrom('YT1', 'YT2', '', 'x'.repeat(65))),
      detectors: table,
      overrides: fc.record({ roles: fc.dictionary(fc.string(), table) }),
    })
    fc.assert(
      fc.property(document, (value) => validate(value) === (faultsOf(JSON.stringify(value)).length === 0)),
      { numRuns: 100 },
    )
  })
})

describe('the false alarms of the policy file', () => {
  it('are known by their ids and change the version, in whatever order', () => {
    const [a, b] = ['a/mm9z1dz0-5d0c1e7a', 'b/mm9z1dz1-00000001']
    const { closedAsFalse, version } = parse(`closedAsFalse: [${a}, ${b}]`)
    expect([...closedAsFalse]).toEqual([a, b])
    expect(parse(`closedAsFalse: [${b}, ${a}]`).version).toBe(version)
    expect(parse(`closedAsFalse: [${a}]`).version).not.toBe(version)
    expect(parse('closedAsFalse: []').version).toBe(defaultPolicy(tunables).version)
  })

  it('may be of accounts of any name that the core gives an alert', () => {
    const run = createRun([recordLimit('any', 'medium', 0)])
    run.take(lookUp(1, { account: '华北/3 at\nnight' }))
    const closedAsFalse = run.revisions.map(({ alertId }) => alertId)
    expect(closedAsFalse).toHaveLength(1)
    expect([...parse(JSON.stringify({ closedAsFalse })).closedAsFalse]).toEqual(closedAsFalse)
  })

  it('are refused by line and column where no alert of an account can have the id', () => {
    const like =
      'must look like u100047/mm9z1dz0-5d0c1e7a, the alertId of an account: alerts about rings cannot be closed this way'
    const text = ['closedAsFalse:', '  - u100047', '  - device:pda-7/20515', '  - u1/abc-5d0c1e7a', '  - 7']
    expect(faultsOf(text.join('\n'))).toEqual([
      `policy.yaml:2:5: closedAsFalse.0 ${like}`,
      `policy.yaml:3:5: closedAsFalse.1 ${like}`,
      `policy.yaml:4:5: closedAsFalse.2 ${like}`,
      'policy.yaml:5:5: closedAsFalse.3 must look like u100047/mm9z1dz0-5d0c1e7a, the alertId of an account: alerts about rings cannot be closed this way',
    ])
  })
})

describe('the decoys of the policy file', () => {
  const text = 'honeyWaybills: [YT7000000000001, "7000000000002"]'
  const policy = parse(text)
  const tokenOf = (no: string, key = tokenKey) => {
    const { hi, lo } = createTokens(key).ofNumber(no)
    return { hi, lo }
  }

  it('are kept as the tokens that look-ups carry', () => {
    expect(policy.honey.tokens).toHaveLength(2)
    expect(policy.honey.countIn(['YT7000000000001', '7000000000002'].map((no) => tokenOf(no)))).toBe(2)
    expect(policy.honey.countIn([tokenOf('YT7000000000001', Buffer.from('another secret, as long'))])).toBe(0)
    expect(JSON.stringify(policy)).not.toContain('700000000000')
  })

  it('change the version, which is made of tokens and so differs with the key', () => {
    const { version } = policy
    const again = parse('honeyWaybills: ["7000000000002", YT7000000000001]')
    const otherKey = { detectors: tunables, tokenKey: Buffer.from('another secret, as long') }
    expect(again.version).toBe(version)
    expect(parse('honeyWaybills: [YT7000000000001]').version).not.toBe(version)
    expect(parse('honeyWaybills: []').version).toBe(defaultPolicy(tunables).version)
    expect(parsePolicy(text, otherKey).version).not.toBe(version)
  })

  it.each([
    ['no list', 'honeyWaybills: YT1', ['policy.yaml:1:16: honeyWaybills must be a list, such as [one, two]']],
    ['an empty text', "honeyWaybills: [YT1, '']", ['policy.yaml:1:22: honeyWaybills.1 must not be empty']],
    [
      'the same twice',
      'honeyWaybills:\n  - YT1\n  - YT2\n  - YT1\n  - YT1\n',
      [
        'policy.yaml:4:5: honeyWaybills.2 is in the list already',
        'policy.yaml:5:5: honeyWaybills.3 is in the list already',
      ],
    ],
    [
      'digits without quotes',
      'honeyWaybills: [0123456789012]',
      ['policy.yaml:1:17: honeyWaybills.0 must be text, which needs quotes where it looks like a number'],
    ],
  ])('are refused where there is %s, with the place and without the number', (_, faulty, expected) => {
    const faults = faultsOf(faulty)
    expect(faults).toHaveLength(expected.length)
    for (const [at, start] of expected.entries()) expect(faults[at]).toContain(start)
    expect(faults.join()).not.toMatch(/YT\d|123456/)
  })
})

describe('the detectors that exist', () => {
  it('leave the names alone that every detector has in the policy', () => {
    const names = detectors.flatMap(({ defaults }) => Object.keys(defaults))
    expect(names.filter((name) => ['enabled', 'severity', 'shadow'].includes(name))).toEqual([])
  })

  it('have defaults that the policy file would accept', () => {
    const written = Object.fromEntries(
      detectors.map(({ id, severity, defaults }) => [id, { severity, ...defaults }]),
    )
    const policy = parsePolicy(JSON.stringify({ detectors: written }), { detectors, tokenKey })
    expect(policy.version).toBe(defaultPolicy(detectors).version)
  })
})

describe('a severity', () => {
  const why =
    'cannot be set: this detector crosses no limit, and the severity of its findings follows from the sum of signs; see alerts, such as mediumFalseAlarms'

  it('is refused by line and column where it would do nothing, in overrides too', () => {
    const text = `detectors:
  foreign-waybills: { severity: critical, minForeign: 5 }
  bulk-export: { severity: critical }
overrides:
  roles:
    clerk:
      new-source:
        severity: terrible
`
    expect(faultsOf(text, detectors)).toEqual([
      `policy.yaml:2:23: detectors.foreign-waybills.severity ${why}`,
      `policy.yaml:8:9: overrides.roles.clerk.new-source.severity ${why}`,
    ])
  })

  it('stays an unknown key where no detector is meant', () => {
    expect(
      faultsOf(
        'alerts: { severity: high }\noverrides: { roles: { severity: { severity: {} } } }\ndetectors: { severity: high }',
      ),
    ).toEqual([
      expect.stringMatching(/^policy.yaml:1:11: alerts.severity is not known; known here: /),
      expect.stringMatching(
        /^policy.yaml:2:35: overrides.roles.severity.severity is not known here; it belongs under /,
      ),
      expect.stringMatching(/^policy.yaml:3:14: detectors.severity is not known here; it belongs under /),
    ])
  })

  it('is in the schema of detectors that can cross a limit, and of no other', () => {
    const { properties } = policySchema(detectors) as unknown as {
      properties: { detectors: { properties: Record<string, { properties: object }> } }
    }
    const tunable = Object.entries(properties.detectors.properties)
      .filter(([, { properties: known }]) => 'severity' in known)
      .map(([id]) => id)
    expect(tunable).toEqual(detectors.filter((one) => one.severity !== undefined).map(({ id }) => id))
    expect(tunable.length).toBeGreaterThan(0)
  })
})

describe('overrides', () => {
  const text = `
detectors:
  volume-burst: { minDistinct: 1, alertSurprise: 1, ownShare: 0.1 }
overrides:
  roles:
    clerk: { volume-burst: { minDistinct: 2, alertSurprise: 2, ownShare: 0.2 } }
  outlets:
    0311: { volume-burst: { minDistinct: 3, alertSurprise: 3 } }
  accounts:
    007: { volume-burst: { minDistinct: 4, enabled: false } }
`
  const policy = parse(text)
  const burst = (role: string | null, outlet: string | null, account: string) =>
    policy.rulesFor(role, outlet, accountId(account))[0]

  it('let the account beat the outlet, the outlet the role, and the role the rest', () => {
    expect(burst(null, null, 'x')?.thresholds).toMatchObject({
      minDistinct: 1,
      alertSurprise: 1,
      ownShare: 0.1,
    })
    expect(burst('clerk', null, 'x')?.thresholds).toMatchObject({
      minDistinct: 2,
      alertSurprise: 2,
      ownShare: 0.2,
    })
    expect(burst('clerk', '0311', 'x')?.thresholds).toMatchObject({
      minDistinct: 3,
      alertSurprise: 3,
      ownShare: 0.2,
    })
    expect(burst('clerk', '0311', '007')?.thresholds).toMatchObject({
      minDistinct: 4,
      alertSurprise: 3,
      ownShare: 0.2,
    })
    expect(burst('clerk', '0311', '007')?.enabled).toBe(false)
  })

  it('keep the leading zeros of ids that look like numbers', () => {
    expect(burst(null, '311', '7')).toBe(burst(null, null, 'x'))
    expect(burst(null, '0311', 'x')).not.toBe(burst(null, null, 'x'))
  })

  it('share one frozen object between all to whom the same ones apply', () => {
    const everyone = policy.rulesFor('courier', '9', accountId('a'))
    expect(policy.rulesFor(null, null, accountId('b'))).toBe(everyone)
    expect(policy.rulesFor('clerk', '1', accountId('a'))).toBe(policy.rulesFor('clerk', null, accountId('b')))
    expect([everyone, everyone[0], everyone[0]?.thresholds].every((part) => Object.isFrozen(part))).toBe(true)
  })
})

describe('the policy version', () => {
  const version = (text: string) => parse(text).version

  it('is 16 hexadecimal digits', () => expect(version('{}')).toMatch(/^[0-9a-f]{16}$/))

  it('is the same for files that mean the same', () => {
    expect(version('alerts: { quiet: PT60M }\ndetectors: { volume-burst: { minDistinct: 30 } }')).toBe(
      version('{}'),
    )
    expect(version('overrides: { roles: { b: {}, a: {} } }')).toBe(
      version('overrides:\n  roles:\n    a: {}\n    b: {}'),
    )
  })

  it.each([
    ['a threshold', 'detectors: { volume-burst: { minDistinct: 31 } }'],
    ['a severity', 'detectors: { volume-burst: { severity: low } }'],
    ['a quiet time', 'alerts: { quiet: PT61M }'],
    ['the time zone', 'timeZoneOffsetMinutes: 0'],
    ['what makes a ring', 'ring: { minAccounts: 3 }'],
    ['an override', 'overrides: { accounts: { x: { volume-burst: { minDistinct: 31 } } } }'],
  ])('changes with %s', (_, text) => expect(version(text)).not.toBe(version('{}')))

  it('changes when a default changes', () => {
    const changed = tunables.map((one) => ({ ...one, defaults: { ...one.defaults, floor: -3 } }))
    expect(defaultPolicy(changed).version).not.toBe(version('{}'))
  })
})
