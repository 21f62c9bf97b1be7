import { expect, it } from 'vitest'

import { readLabel } from '../../src/evaluate/label-line.ts'
import { episodeOf } from '../../src/evaluate/truth.ts'

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

const read = (line: string, place: string) => readLabel(Buffer.from(line), place)

it('reads what simulate writes, and what is written by hand', () => {
  expect(read(JSON.stringify(theft), 'labels, line 1')).toEqual(theft)
  const { strength: _, params: __, ...byHand } = theft
  expect(read(JSON.stringify(byHand), 'labels, line 2')).toEqual(byHand)
  expect(read('{"kind":"company"}', 'labels, line 3')).toEqual({ kind: 'company' })
})

it('reads times in every form that it takes', () => {
  const label = read(JSON.stringify({ ...theft, from: '2026-03-02T16:00:00+08' }), 'labels, line 1')
  expect(label.kind === 'theft' && episodeOf(label)).toMatchObject({ fromMs: Date.parse(theft.from) })
})

it('does not take a kind that it does not know, which may be a misspelt theft', () => {
  expect(() => read(JSON.stringify({ ...theft, kind: 'thief' }), 'labels, line 1')).toThrow(
    'labels, line 1: /kind must be one of company, account, theft, oddity, theft-event;',
  )
})

it('names the line, the field and the rule of a label it cannot use', () => {
  expect(() => read(JSON.stringify({ ...theft, to: 'tomorrow' }), 'labels, line 7')).toThrow(
    /^labels, line 7: \/to must be a date and time/,
  )
  expect(() => read('{"kind":"theft-event","theft":"ring-1"}', 'labels, line 8')).toThrow(
    /^labels, line 8: \/eventId is required/,
  )
})

it('does not take a list of labels for one', () => {
  expect(() => read(JSON.stringify([theft]), 'labels, line 1')).toThrow(
    'labels, line 1: is not a JSON object;',
  )
})

it('does not take a theft of nobody, nor one with particulars that no report could show', () => {
  expect(() => read(JSON.stringify({ ...theft, accounts: [] }), 'labels, line 4')).toThrow(
    /^labels, line 4: \/accounts must not be empty;/,
  )
  expect(() => read(JSON.stringify({ ...theft, params: { rows: [1] } }), 'labels, line 5')).toThrow(
    /^labels, line 5: \/params must hold numbers, texts, true or false/,
  )
})

it('does not take a decoy that is no waybill number', () => {
  const label = JSON.stringify({ kind: 'company', honeyWaybills: ['YT1', 'x'.repeat(300)] })
  expect(() => read(label, 'labels, line 2')).toThrow(/^labels, line 2: \/honeyWaybills\/1 must /)
})

it('does not take a theft that ends before it begins', () => {
  const label = JSON.stringify({ ...theft, to: '2026-03-02T07:59:59+00' })
  expect(() => read(label, 'labels, line 9')).toThrow(/^labels, line 9: \/to is before \/from/)
})

it('does not take a line without a kind, such as an event', () => {
  expect(() => read('{"eventId":"e","accountId":"ann"}', 'events, line 1')).toThrow(
    expect.objectContaining({
      code: 'usage_invalid',
      message: 'events, line 1: /kind is required; expected labels as waywarden schema label describes them',
    }),
  )
})

it('does not take a line that is no JSON object', () => {
  expect(() => read('{"kind":', 'labels, line 3')).toThrow(/^labels, line 3: is not one JSON text in UTF-8/)
  expect(() => read('7', 'labels, line 3')).toThrow(/^labels, line 3: is not a JSON object/)
})

it('reads a line as an event is read: with a byte-order mark, and not with broken letters', () => {
  expect(read('\ufeff{"kind":"company"}\r', 'labels, line 1')).toEqual({ kind: 'company' })
  const broken = Buffer.from(JSON.stringify({ ...theft, name: 'ring \u00e9' }), 'latin1')
  expect(() => readLabel(broken, 'labels, line 2')).toThrow('labels, line 2: is not one JSON text in UTF-8')
})

it('counts an account once that a theft names twice', () => {
  const label = read(JSON.stringify({ ...theft, accounts: ['ann', 'bob', 'ann'] }), 'labels, line 1')
  expect(label.kind === 'theft' && episodeOf(label).accounts).toEqual(['ann', 'bob'])
})
