import { expect, it } from 'vitest'

import { createLabelReader } from '../../src/evaluate/label-line.ts'

const read = createLabelReader()
const theft = {
  kind: 'theft',
  id: 'ring-1',
  name: 'ring',
  accounts: ['ann', 'bob'],
  from: '2026-03-02T08:00:00Z',
  to: '2026-03-02T09:00:00Z',
  strength: 1,
  params: { perDay: 300 },
}

it('reads what simulate writes', () => {
  expect(read(JSON.stringify(theft), 'labels, line 1')).toEqual(theft)
})

it('passes over kinds it does not know', () => {
  expect(read('{"kind":"weather","is":"fine"}', 'labels, line 1')).toBeNull()
})

it('names the line, the field and the rule of a label it cannot use', () => {
  expect(() => read(JSON.stringify({ ...theft, to: 'tomorrow' }), 'labels, line 7')).toThrow(
    /^labels, line 7: \/to must be a date and time/,
  )
  expect(() => read('{"kind":"theft-event","theft":"ring-1"}', 'labels, line 8')).toThrow(
    /^labels, line 8: \/eventId is required/,
  )
})

it('does not take a line without a kind, such as an event', () => {
  expect(() => read('{"eventId":"e","accountId":"ann"}', 'events, line 1')).toThrow(
    expect.objectContaining({
      code: 'usage_invalid',
      message: 'events, line 1: /kind is required; expected labels as written by simulate --labels',
    }),
  )
})

it('does not take a line that is no JSON object', () => {
  expect(() => read('{"kind":', 'labels, line 3')).toThrow(/^labels, line 3: is not JSON/)
  expect(() => read('7', 'labels, line 3')).toThrow(/^labels, line 3: is not a JSON object/)
})
