import { describe, expect, it } from 'vitest'

import type { Mapping } from '../../../src/contract/mapping-schema.ts'
import { accountAlertId } from '../../../src/core/alerts/alert-id.ts'
import type { Overridden } from '../../../src/core/policy.ts'
import { roleName } from '../../../src/core/role-name.ts'
import type { ReadTally } from '../../../src/pipeline/batch-report.ts'
import type { Decoded } from '../../../src/pipeline/decode/decode.ts'
import { createHints, type Hints } from '../../../src/pipeline/files/hints.ts'
import { refused } from '../../../src/pipeline/pass.ts'
import { event, decodeEvent } from '../records.ts'

describe('the hint under what was read', () => {
  const tally = { read: 100, counted: 100, duplicates: 0, late: 0, rejected: {} }

  const nobody = { roles: [], outlets: [], accounts: [], closedAsFalse: [] }
  const none = createHints(nobody, null)
  const hintsOf = (tally: ReadTally, hints: Hints, missed: readonly string[] = []) =>
    hints.tell(tally, missed)
  const seen = (
    events: readonly Decoded[],
    overridden: Overridden = nobody,
    mapping: Mapping | null = null,
  ) => {
    const symptoms = createHints(overridden, mapping)
    for (const decoded of events) symptoms.see(decoded, 'events.ndjson')
    return symptoms
  }

  it('is none where most of the file is of use', () => {
    expect(hintsOf(tally, none)).toEqual([])
    expect(hintsOf({ ...tally, late: 5, rejected: { not_json: 10 } }, none)).toEqual([])
  })

  it('says that nothing was counted, which is no quiet day', () => {
    for (const some of [{ read: 0 }, { duplicates: 100 }, { rejected: { from_future: 100 } }])
      expect(hintsOf({ ...tally, counted: 0, ...some }, none).join()).toContain('No event was counted')
    expect(hintsOf({ ...tally, read: 0, counted: 0 }, none).join()).toMatch(/: the files are empty\.$/)
  })

  it('says what is probably wrong where most is not', () => {
    expect(hintsOf({ ...tally, rejected: { not_json: 60 } }, none).join()).toContain('gzip')
    expect(hintsOf({ ...tally, late: 4, rejected: { too_late: 2 } }, none).join()).toMatch(
      /^6 % .*chronological order/,
    )
  })

  it('says that pauses may be why events are ahead of others, and not that files are in the wrong order', () => {
    const sparse = { ...tally, rejected: { from_future: 40, too_late: 10 } }
    expect(hintsOf(sparse, none)).toEqual([
      '40 events are dated ahead of those around them. Either a clock is wrong, or only a few events lie between pauses of over a week there. Use replay --rejects FILE to list each of them.',
    ])
    expect(hintsOf({ ...tally, rejected: { from_future: 1 } }, none)).toEqual([])
    expect(hintsOf({ ...tally, read: 3, rejected: { from_future: 1 } }, none).join()).toMatch(
      /^One event is dated ahead of those around it\. Either a clock is wrong/,
    )
  })

  it('names what is wrong with most events where most are invalid', () => {
    const { accountId: _, ...nameless } = event
    const symptoms = seen(
      [nameless, event, { ...event, eventId: 7 }, nameless].map((each) => decodeEvent(each)),
    )
    expect(hintsOf({ ...tally, rejected: { invalid: 60 } }, symptoms).join()).toMatch(
      /the most common fault: \/accountId is required\..*--rejects.*mapping/,
    )
  })

  it('takes a fault for the same at whichever place of a list it is', () => {
    const { accountId: _, ...nameless } = event
    const unnumbered = [0, 1, 2].map((at) => ({
      ...event,
      waybills: Array.from({ length: 3 }, (_each, place) => (place === at ? {} : { no: `YT${place}` })),
    }))
    const symptoms = seen([nameless, nameless, ...unnumbered].map((each) => decodeEvent(each)))
    expect(hintsOf({ ...tally, rejected: { invalid: 1 } }, symptoms).join()).toMatch(
      /fault: \/waybills\/\*\/no /,
    )
  })

  it('names what is wrong with some of them, where nothing else is', () => {
    const { accountId: _, ...nameless } = event
    const symptoms = seen([decodeEvent(event), decodeEvent(nameless)])
    const some = { ...tally, rejected: { invalid: 1 } }
    expect(hintsOf(some, symptoms).join()).toBe(
      'Some lines are not audit events; the most common fault: /accountId is required. Use replay --rejects FILE to list each of them.',
    )
    expect(hintsOf({ ...some, late: 60 }, symptoms).join()).toContain('chronological order')
  })

  it('says what a line must hold where it is JSON and no object', () => {
    const symptoms = seen([decodeEvent([event]), decodeEvent('text')])
    expect(hintsOf({ ...tally, rejected: { invalid: 2 } }, symptoms).join()).toContain(
      'fault: each line must hold one JSON object. Use replay --rejects',
    )
  })

  it('names files of which no line is an event, which the sound ones would hide', () => {
    const torn = refused('not_json', null, 'is not one JSON text in UTF-8')
    const files = createHints(nobody, null)
    files.see(torn, 'a.ndjson')
    files.see(decodeEvent(event), 'a.ndjson')
    files.see(torn, 'b\n.zip')
    files.see(decodeEvent(event, { maxLatenessMs: 0 }), 'late.ndjson')
    files.see(decodeEvent(event), 'a.ndjson')
    files.see(torn, 'c.csv')
    expect(hintsOf({ ...tally, rejected: { not_json: 2 } }, files)).toEqual([
      'No line of b\\u000a.zip, c.csv is an audit event: use replay --rejects FILE to see why.',
    ])
    expect(hintsOf({ ...tally, counted: 0, rejected: { not_json: 100 } }, files)).toHaveLength(1)
  })

  it('names places of the mapping at which nothing was found', () => {
    const missed = ['/user/pst (accountRole)', '/reslt (outcome)']
    expect(hintsOf(tally, none, missed).join()).toBe(
      'No event had a value at /user/pst (accountRole); /reslt (outcome): check the setting mapping.',
    )
    expect(hintsOf({ ...tally, counted: 0 }, none, missed).join()).not.toContain('mapping')
    expect(hintsOf({ ...tally, late: 60 }, none, missed)).toEqual([
      expect.stringContaining('chronological order'),
      expect.stringContaining('/reslt (outcome)'),
    ])
  })

  it('names whom the policy has thresholds for and no event was by, as where a name is misspelt', () => {
    const { accountId, outletId } = event
    const role = 'regional-settlement-auditor'
    const misspelt = { ...nobody, roles: [role, 'audtior'], outlets: ['130404-1'], accounts: ['u100'] }
    expect(hintsOf(tally, seen([decodeEvent(event)], misspelt))).toEqual([
      `No event was by role "${role}", role "audtior", outlet "130404-1", account "u100": the policy's overrides for them had no effect.`,
    ])
    const spelt = { ...nobody, roles: [role, roleName(role)], outlets: [outletId], accounts: [accountId] }
    expect(hintsOf(tally, seen([decodeEvent({ ...event, accountRole: role })], spelt))).toEqual([])
    expect(hintsOf({ ...tally, counted: 0 }, seen([], misspelt)).join()).not.toContain('overrides')
  })

  it('names alerts closed as false that no event of the time raised, as where an id is misspelt', () => {
    const [first, second, third] = [0, 1, 2].map((minutes) => ({
      ...event,
      occurredAt: Date.parse(event.occurredAt) + minutes * 60_000,
      accountId: minutes === 1 ? 'HB03110024' : event.accountId,
    }))
    const idOf = (account: string, { occurredAt = 0 } = {}) => accountAlertId(account, occurredAt, '5d0c1e7a')
    const [raised, misspelt] = [idOf('HB03110024', second), idOf('HB03110025', second)]
    const longAgo = idOf('HB03110024', { occurredAt: 0 })
    const log = [first, second, third].map((each) => decodeEvent(each))
    expect(hintsOf(tally, seen(log, { ...nobody, closedAsFalse: [raised, longAgo, misspelt] }))).toEqual([
      `No event raised alert "${misspelt}": check closedAsFalse in the policy.`,
    ])
    expect(hintsOf(tally, seen(log, { ...nobody, closedAsFalse: [raised, longAgo] }))).toEqual([])
  })

  it('takes times of long ago for seconds', () => {
    const inSeconds = { ...event, occurredAt: 1_772_417_700 }
    const symptoms = seen([decodeEvent(inSeconds, { maxLatenessMs: Infinity })])
    expect(hintsOf({ ...tally, read: 1 }, symptoms).join()).toContain('unit: seconds')
    expect(hintsOf({ ...tally, read: 1 }, seen([decodeEvent(event)]))).toEqual([])
  })

  it('says how local times are read, where times have no offset', () => {
    const local = decodeEvent({ ...event, occurredAt: '2026-03-02 08:00:00' })
    for (const invalid of [1, 60])
      expect(hintsOf({ ...tally, rejected: { invalid } }, seen([local])).join()).toContain(
        "say so in the setting mapping: offset: '+08:00', next to the pointer of occurredAt.",
      )
    const nameless = decodeEvent({ ...event, accountId: 7 })
    expect(hintsOf({ ...tally, rejected: { invalid: 1 } }, seen([nameless])).join()).not.toContain('offset')
    const mapping = { occurredAt: { pointer: '/ts', offset: '+08:00' }, accountId: '/user' }
    expect(hintsOf({ ...tally, rejected: { invalid: 1 } }, seen([local], nobody, mapping)).join()).toMatch(
      /offset \(RFC 3339\)\. Use replay --rejects/,
    )
  })
})
