import colors from 'picocolors'
import { expect, it } from 'vitest'

import { fit, wrap } from '../../src/terminal/wrap.ts'

const LINE = '17:24  medium  grew  u100022: 42 foreign waybills'

it('breaks a text where a line is full, and indents what follows', () => {
  expect(wrap(LINE, 26, 7)).toEqual(['17:24  medium  grew', '       u100022: 42 foreign', '       waybills'])
  expect(wrap(LINE, LINE.length)).toEqual([LINE])
})

it('leaves a word whole that is longer than a line', () => {
  expect(wrap('a longer-than-ever word', 6)).toEqual(['a', 'longer-than-ever', 'word'])
  expect(wrap('longer-than-ever word', 6)).toEqual(['longer-than-ever', 'word'])
  expect(wrap('ab  longer-than-ever', 2, 2)).toEqual(['ab', '   longer-than-ever'])
})

it('gives colours no room', () => {
  const { red } = colors.createColors(true)
  expect(wrap(`${red('ab')} cd ef`, 5)).toEqual([`${red('ab')} cd`, 'ef'])
})

it('fits a text to a terminal, and leaves it as it is for a file', () => {
  expect(fit(LINE, { isTTY: true, columns: 40 })).toContain('\n')
  // What a stream is that is no terminal.
  expect(fit(LINE, {} as { isTTY: boolean; columns: number })).toBe(LINE)
})

it('leaves a text as it is for a terminal that does not know its size', () => {
  expect(fit(LINE, { isTTY: true, columns: 0 })).toBe(LINE)
})

it('gives a Chinese sign the two columns that it takes', () => {
  expect(wrap('A-1, 业务员: 12 waybills', 12)).toEqual(['A-1, 业务员:', '12 waybills'])
  expect(wrap('A-1, 业务员: 12 waybills', 11)).toEqual(['A-1,', '业务员: 12', 'waybills'])
})
