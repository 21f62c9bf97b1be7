import { describe, expect, it } from 'vitest'

import type { Decoded } from '../../src/pipeline/decode/decode.ts'
import { hintOf } from '../../src/replay/summary.ts'
import { createSymptoms } from '../../src/replay/symptoms.ts'
import { event, decodeEvent } from '../pipeline/records.ts'

describe('the hint under a summary', () => {
  const tally = { read: 100, counted: 100, duplicates: 0, late: 0, rejected: {} }

  const none = createSymptoms()
  const seen = (events: readonly Decoded[]) => {
    const symptoms = createSymptoms()
    for (const decoded of events) symptoms.see(decoded)
    return symptoms
  }

  it('is none where most of the file is of use', () => {
    expect(hintOf(tally, none)).toBeNull()
    expect(hintOf({ ...tally, late: 5, rejected: { not_json: 10 } }, none)).toBeNull()
    expect(hintOf({ ...tally, read: 0, counted: 0 }, none)).toBeNull()
  })

  it('says what is probably wrong where most is not', () => {
    expect(hintOf({ ...tally, rejected: { not_json: 60 } }, none)).toContain('gzip')
    expect(hintOf({ ...tally, late: 4, rejected: { too_late: 2 } }, none)).toMatch(
      /^6 % .*chronological order/,
    )
  })

  it('names what is wrong with most events where most are invalid', () => {
    const { accountId: _, ...nameless } = event
    const symptoms = seen(
      [nameless, event, { ...event, eventId: 7 }, nameless].map((each) => decodeEvent(each)),
    )
    expect(hintOf({ ...tally, rejected: { invalid: 60 } }, symptoms)).toMatch(
      /the most common fault: \/accountId is required\..*mapping/,
    )
  })

  it('names what is wrong with some of them, where nothing else is', () => {
    const { accountId: _, ...nameless } = event
    const symptoms = seen([decodeEvent(nameless)])
    const some = { ...tally, rejected: { invalid: 1 } }
    expect(hintOf(some, symptoms)).toBe(
      'Some lines are not audit events; the most common fault: /accountId is required.',
    )
    expect(hintOf({ ...some, late: 60 }, symptoms)).toContain('chronological order')
  })

  it('names places of the mapping at which nothing was found', () => {
    const missed = ['/user/pst (accountRole)', '/reslt (outcome)']
    expect(hintOf(tally, none, missed)).toBe(
      'No event had a value at /user/pst (accountRole), /reslt (outcome): check the setting mapping.',
    )
    expect(hintOf({ ...tally, counted: 0 }, none, missed)).toBeNull()
  })

  it('takes times of long ago for seconds', () => {
    const inSeconds = { ...event, occurredAt: 1_772_417_700 }
    const symptoms = seen([decodeEvent(inSeconds, { maxLatenessMs: Infinity })])
    expect(hintOf({ ...tally, read: 1 }, symptoms)).toContain('unit: seconds')
    expect(hintOf({ ...tally, read: 1 }, seen([decodeEvent(event)]))).toBeNull()
  })
})
