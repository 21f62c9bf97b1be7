import { expect, it } from 'vitest'

import { drawMarkdown, drawTable } from '../../src/terminal/table.ts'

const rows = {
  head: ['who', 'records leaked', 'with'],
  rows: [['waywarden', '10 % (4.5 to 21)', 'perHour 771, nights 2']],
  wordColumns: [0, 2],
}

const draw = (width: number): string => `\n${drawTable(rows, width)}\n`

it('gives cells room where the table is not too wide', () => {
  expect(draw(58)).toBe(`
┌───────────┬──────────────────┬───────────────────────┐
│ who       │   records leaked │ with                  │
├───────────┼──────────────────┼───────────────────────┤
│ waywarden │ 10 % (4.5 to 21) │ perHour 771, nights 2 │
└───────────┴──────────────────┴───────────────────────┘
`)
})

it('draws it closer where it is', () => {
  expect(draw(50)).toBe(`
┌─────────┬────────────────┬─────────────────────┐
│who      │         records│with                 │
│         │          leaked│                     │
├─────────┼────────────────┼─────────────────────┤
│waywarden│10 % (4.5 to 21)│perHour 771, nights 2│
└─────────┴────────────────┴─────────────────────┘
`)
})

it('draws what still is too wide as several tables, each with the first column', () => {
  expect(draw(40)).toBe(`
┌─────────┬────────────────┐
│who      │         records│
│         │          leaked│
├─────────┼────────────────┤
│waywarden│10 % (4.5 to 21)│
└─────────┴────────────────┘
┌───────────┬───────────────────────┐
│ who       │ with                  │
├───────────┼───────────────────────┤
│ waywarden │ perHour 771, nights 2 │
└───────────┴───────────────────────┘
`)
  expect(
    draw(10)
      .split('\n')
      .filter((line) => line.startsWith('┌')),
  ).toHaveLength(2)
})

it('wraps words that are too wide even so', () => {
  expect(draw(30)).toBe(`
┌─────────┬────────────────┐
│who      │         records│
│         │          leaked│
├─────────┼────────────────┤
│waywarden│10 % (4.5 to 21)│
└─────────┴────────────────┘
┌─────────┬────────────┐
│who      │with        │
├─────────┼────────────┤
│waywarden│perHour 771,│
│         │  nights 2  │
└─────────┴────────────┘
`)
})

it('draws a table for a README', () => {
  expect(drawMarkdown({ head: ['who', 'caught'], rows: [['a|b', '9']] })).toBe(
    '| who | caught |\n| --- | --: |\n| a\\|b | 9 |',
  )
})
