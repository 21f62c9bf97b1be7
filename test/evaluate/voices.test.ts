import { beforeEach, describe, expect, it } from 'vitest'

import type { RaisedAlert } from '../../src/evaluate/contender.ts'
import { addVoices, createVoices, type Voices } from '../../src/evaluate/voices.ts'
import { MONDAY_MS } from '../core/support/streams.ts'

const alert = (detectors: readonly string[], more: Partial<RaisedAlert> = {}): RaisedAlert => ({
  alertId: 'a-1',
  severity: 'medium',
  accounts: ['ann'],
  atMs: MONDAY_MS,
  detectors,
  isShadow: false,
  ...more,
})

let voices: Voices
beforeEach(() => (voices = createVoices()))

describe('who spoke', () => {
  it('counts each theft and each false account-day once, however often it is told', () => {
    voices.about(alert(['skimming']), 'ring-1')
    voices.about(alert(['skimming', 'off-hours'], { severity: 'high' }), 'ring-1')
    voices.about(alert(['skimming']), 'drip-1')
    voices.falsely(alert(['off-hours']), 'bob/1')
    voices.falsely(alert(['off-hours']), 'bob/1')
    expect(voices.finish()).toEqual([
      { detector: 'skimming', isOnTrial: false, thefts: 2, falseDays: 0 },
      { detector: 'off-hours', isOnTrial: false, thefts: 1, falseDays: 1 },
    ])
  })

  it('is told of alerts of medium or higher', () => {
    voices.about(alert(['skimming'], { severity: 'low' }), 'ring-1')
    expect(voices.finish()).toEqual([])
  })

  it('is told apart where it was on trial', () => {
    voices.about(alert(['skimming']), 'ring-1')
    voices.about(alert(['skimming'], { isShadow: true }), 'drip-1')
    expect(voices.finish()).toMatchObject([
      { isOnTrial: false, thefts: 1 },
      { isOnTrial: true, thefts: 1 },
    ])
  })

  it('is added up over runs, the one of most thefts first', () => {
    const few = { detector: 'off-hours', isOnTrial: false, thefts: 1, falseDays: 2 }
    const many = { detector: 'skimming', isOnTrial: false, thefts: 2, falseDays: 0 }
    expect(addVoices([[few, many], [many]])).toEqual([{ ...many, thefts: 4 }, few])
  })
})
