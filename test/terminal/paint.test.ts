import { expect, it } from 'vitest'

import { paintFor, severityPaint } from '../../src/terminal/paint.ts'

it.each([
  ['a file', { isTTY: undefined as unknown as boolean, hasColors: () => true }, 'x'],
  ['a terminal that has none, or was told to have none', { isTTY: true, hasColors: () => false }, 'x'],
  ['a terminal', { isTTY: true, hasColors: () => true }, '\u001b[31mx\u001b[39m'],
])('paints for %s as it can show colours', (_, stream, painted) => {
  expect(severityPaint(paintFor(stream)).high('x')).toBe(painted)
})
