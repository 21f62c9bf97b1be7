import { describe, expect, it } from 'vitest'

import { DAY_MS, MINUTE_MS } from '../../../src/contract/time-units.ts'
import type { Decoded } from '../../../src/pipeline/decode/decode.ts'
import { createFileClock } from '../../../src/pipeline/files/file-clock.ts'
import { lookUp } from '../../core/support/look-ups.ts'
import { MONDAY_MS } from '../../core/support/streams.ts'

let id = 0
const event = (occurredAt: number, account = 'A-1'): Decoded => ({
  kind: 'look-up',
  lookUp: lookUp(id++, { occurredAt, account }),
})

const reject: Decoded = {
  kind: 'reject',
  reject: { reason: 'not_json', pointer: null, detail: 'cannot be read' },
}

/** Of each event 'taken', or why not, in batches of so many. */
const passIn = (size: number, events: readonly Decoded[]): readonly string[] => {
  const clock = createFileClock((decoded: Decoded) => decoded)
  const passed: string[] = []
  const sift = (event: Decoded): void => {
    const decoded = clock.sift(event)
    passed.push(decoded.kind === 'reject' ? decoded.reject.reason : 'taken')
  }
  for (let at = 0; at < events.length; at += size) clock.take(events.slice(at, at + size)).forEach(sift)
  clock.end().forEach(sift)
  return passed
}

/** The same, however the events are cut into batches. */
const pass = (events: readonly Decoded[]): readonly string[] => {
  const whole = passIn(Math.max(1, events.length), events)
  for (let size = 1; size < events.length; size++) expect(passIn(size, events)).toEqual(whole)
  return whole
}

const taken = (count: number): readonly string[] => Array.from({ length: count }, () => 'taken')
const after = (days: number, accounts: readonly string[]): readonly Decoded[] =>
  accounts.map((account, at) => event(MONDAY_MS + days * DAY_MS + at * MINUTE_MS, account))

/** So many that a file begins with them. */
const begun = () => after(0, ['A-1', 'A-2', 'A-3'])

describe('the clock of a file', () => {
  it('takes events in order, and such as are up to a week late', () => {
    const events = [0, 3 * DAY_MS, 2 * DAY_MS, 9 * DAY_MS].map((ms) => event(MONDAY_MS + ms))
    expect(pass(events)).toEqual(taken(4))
  })

  it('refuses what is more than a week behind as too late, and nothing that is less', () => {
    const behind = [7 * DAY_MS, 7 * DAY_MS + 1].map((ms) => event(MONDAY_MS + 2 * MINUTE_MS - ms, 'A-9'))
    expect(pass([...begun(), ...behind, ...begun()])).toEqual([...taken(4), 'too_late', ...taken(3)])
  })

  it('refuses events of one account with a wrong clock, however many come in a row, and goes on', () => {
    const wrong = after(
      400,
      Array.from({ length: 20 }, () => 'A-1'),
    )
    const said = [...taken(3), ...wrong.map(() => 'from_future'), ...taken(3)]
    expect(pass([...begun(), ...wrong, ...begun()])).toEqual(said)
  })

  it('refuses events that are days ahead where those behind them go back, and moves nothing', () => {
    const ahead = (days: number) => event(MONDAY_MS + days * DAY_MS, 'A-9')
    expect(pass([...begun(), ahead(6), ...begun(), ahead(2), ...begun()])).toEqual([
      ...taken(3),
      'from_future',
      ...taken(3),
      'from_future',
      ...taken(3),
    ])
    expect(pass([...begun(), ahead(0.9), ...begun()])).toEqual(taken(7))
    // What comes late behind a weekend does not refuse it.
    expect(pass([...begun(), ahead(3), event(MONDAY_MS), ahead(3), ahead(3)])).toEqual(taken(7))
  })

  it('refuses what is more than a day ahead where two of the next three go back by as much, and nothing else', () => {
    const at = (days: number) => event(MONDAY_MS + days * DAY_MS, 'A-9')
    const next = [at(0), at(0), at(2), at(2)]
    expect(pass([...begun(), at(2), ...next])).toEqual([...taken(3), 'from_future', ...taken(4)])
    expect(pass([...begun(), at(2), reject, reject, ...next.slice(1)])).toEqual([
      ...taken(4),
      'not_json',
      'not_json',
      ...taken(3),
    ])
    expect(pass([...begun(), at(2), at(2), at(0), at(0), at(0)])).toEqual([
      ...taken(3),
      'from_future',
      'from_future',
      ...taken(3),
    ])
    expect(pass([...begun(), at(2), at(1.5), at(1.5), at(1.5)])).toEqual(taken(7))
    expect(pass([...begun(), at(0.9), at(-2), at(-2), at(-2)])).toEqual(taken(7))
  })

  it('refuses several events of one account in a row that are days ahead, and moves nothing', () => {
    for (const count of [2, 3, 20, 46]) {
      const wrong = after(
        6,
        Array.from({ length: count }, () => 'A-9'),
      )
      const said = [...taken(3), ...wrong.map(() => 'from_future'), ...taken(6)]
      expect(pass([...begun(), ...wrong, ...begun(), ...begun()])).toEqual(said)
    }
    const further = [6, 12, 18].flatMap((days) => [...after(days, ['A-9']), ...begun()])
    expect(pass([...begun(), ...further]).filter((each) => each !== 'taken')).toEqual(
      further.slice(0, 3).map(() => 'from_future'),
    )
  })

  it('takes what one account does behind days without work, though the others come later', () => {
    expect(pass([...begun(), ...after(3, ['A-1', 'A-1', 'A-1', 'A-1', 'A-2', 'A-1'])])).toEqual(taken(9))
  })

  it('takes all that comes behind a gap where three accounts have it', () => {
    const accounts = ['A-1', 'A-1', 'A-1', 'A-2', 'A-3', 'A-1']
    expect(pass([...begun(), ...after(30, accounts)])).toEqual(taken(9))
    expect(pass([...begun(), ...after(30, accounts), ...after(90, accounts)])).toEqual(taken(15))
  })

  it('takes what comes behind a gap though some of it cannot be read', () => {
    const behind = [...after(30, ['A-1']), reject, reject, ...after(30, ['A-2', 'A-3'])]
    const said = [...taken(4), 'not_json', 'not_json', ...taken(2)]
    expect(pass([...begun(), ...behind])).toEqual(said)
  })

  it('takes nothing for a gap where the events behind it do not agree, or the file goes on where it was', () => {
    const apart = [30, 60, 90].flatMap((days) => after(days, [`A-${days}`]))
    const refused = apart.map(() => 'from_future')
    expect(pass([...begun(), ...apart, ...begun()])).toEqual([...taken(3), ...refused, ...taken(3)])
    const back = [...after(8, ['A-1']), ...after(5, ['A-2', 'A-3'])]
    expect(pass([...begun(), ...back])).toEqual([...taken(3), 'from_future', ...taken(2)])
  })

  it('takes the last events behind a gap where five of them agree, and refuses fewer', () => {
    const last = (count: number) =>
      after(
        30,
        Array.from({ length: count }, () => 'A-1'),
      )
    expect(pass([...begun(), ...last(5)])).toEqual(taken(8))
    expect(pass([...begun(), ...last(4)])).toEqual([...taken(3), ...last(4).map(() => 'from_future')])
    expect(pass([...begun(), ...last(1), reject, ...last(4)])).toEqual([...taken(4), 'not_json', ...taken(4)])
  })

  it('takes a gap of a file of one account for one', () => {
    const alone = Array.from({ length: 60 }, () => 'A-1')
    expect(pass([...begun(), ...after(30, alone)])).toEqual(taken(63))
  })

  it('takes none of one account for one where some of the next fifty lines cannot be read', () => {
    const alone = after(
      30,
      Array.from({ length: 20 }, () => 'A-1'),
    )
    const torn = Array.from({ length: 50 }, () => reject)
    expect(pass([...begun(), ...alone, ...torn])).toEqual([
      ...taken(3),
      ...alone.map(() => 'from_future'),
      ...torn.map(() => 'not_json'),
    ])
  })

  it('begins in the middle of the first three events, as far as they are there and can be read', () => {
    const weeksApart = [0, 0, 30, 30].map((days) => event(MONDAY_MS + days * DAY_MS))
    expect(pass(weeksApart)).toEqual([...taken(2), 'from_future', 'from_future'])
    expect(pass([event(MONDAY_MS), reject])).toEqual(['taken', 'not_json'])
  })

  it('begins in the middle of the first events: the first of all may have a wrong clock', () => {
    const events = [event(MONDAY_MS + 400 * DAY_MS), event(MONDAY_MS, 'A-2'), event(MONDAY_MS, 'A-3')]
    expect(pass(events)).toEqual(['from_future', 'taken', 'taken'])
    expect(pass([])).toEqual([])
  })

  it('begins where the first events do, though several come before from a clock that is ahead', () => {
    const wrong = after(400, ['A-1', 'A-1', 'A-1'])
    const right = after(0, ['A-2', 'A-2', 'A-2', 'A-1'])
    expect(pass([...wrong, ...right])).toEqual([...wrong.map(() => 'from_future'), ...taken(4)])
    // Weeks may lie between the events of a file.
    const apart = ['A-1', 'A-1', 'A-1', 'A-2', 'A-3'].map((account, at) =>
      event(MONDAY_MS + at * 4 * DAY_MS, account),
    )
    expect(pass(apart)[0]).toBe('taken')
  })

  it('takes every event of a file in which days lie between them', () => {
    const events = Array.from({ length: 60 }, (_, at) => event(MONDAY_MS + at * 3 * DAY_MS))
    expect(pass(events)).toEqual(taken(60))
  })

  it('takes all but the last four events of a file in which weeks lie between them', () => {
    const weeks = Array.from({ length: 70 }, (_, at) => event(MONDAY_MS + at * 10 * DAY_MS, `A-${at % 4}`))
    const last = Array.from({ length: 4 }, () => 'from_future')
    expect(pass(weeks.slice(0, 1).concat(begun(), weeks.slice(1)))).toEqual([...taken(69), ...last])
  })

  it('takes what weeks lie between though some of it cannot be read', () => {
    const weeks = Array.from({ length: 90 }, (_, at) => event(MONDAY_MS + at * 10 * DAY_MS))
    const torn = weeks.flatMap((each, at) => (at % 9 === 8 ? [reject, each] : [each]))
    const said = pass([...begun(), ...torn.slice(1)])
    expect(said.filter((each) => each === 'from_future')).toHaveLength(4)
    const tooTorn = weeks.flatMap((each) => [reject, each])
    expect(pass([...begun(), ...tooTorn]).slice(0, 50)).toContain('from_future')
  })

  it('refuses among weeks without work what is ahead of all that follows, and what is behind', () => {
    const weeks = Array.from({ length: 70 }, (_, at) => event(MONDAY_MS + at * 10 * DAY_MS))
    const far = [400, 500, 600].map((days, at) => event(MONDAY_MS + days * DAY_MS, `A-${at + 2}`))
    const old = [-30, -15, -8].map((days, at) => event(MONDAY_MS + days * DAY_MS, `A-${at + 2}`))
    expect(pass([...begun(), ...far, ...weeks.slice(1)]).slice(3, 10)).toEqual([
      ...far.map(() => 'from_future'),
      ...taken(4),
    ])
    expect(pass([...begun(), ...old, ...weeks.slice(1)]).slice(3, 10)).toEqual([
      ...old.map(() => 'too_late'),
      ...taken(4),
    ])
  })
})
