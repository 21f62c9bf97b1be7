import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'

import { expect, it } from 'vitest'

import { showOn } from './screen.ts'

const module = JSON.stringify(resolve(import.meta.dirname, '../../src/terminal/progress.ts'))
const alerts = Array.from({ length: 40 }, (_, at) => `alert ${at}`)

/** Writes forty alerts above a bar, and then what `then` says. */
const script = (columns: number, then: string): string => `
  Object.assign(process.stderr, { isTTY: true, columns: ${columns} })
  const { createProgress } = await import(${module})
  const progress = createProgress(40)
  for (let at = 0; at < 40; at++) {
    progress.line('alert ' + at)
    progress.update(at + 1, at + 1)
  }
  ${then}`
const INTERRUPTED = "setInterval(() => undefined, 1000)\nconsole.log('runs')"
const STOPPED = "progress.stop()\nprocess.stderr.write('summary\\n')"
const SHOWS_CURSOR = '\u001b[?25h'

const run = async (columns: number, then: string) => {
  const child = spawn(process.execPath, [
    '--import',
    'tsx',
    '--input-type=module',
    '--eval',
    script(columns, then),
  ])
  let output = ''
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stdout.on('data', () => child.kill('SIGINT'))
  return { end: await once(child, 'close'), output }
}

it.each([
  ['an interrupt', INTERRUPTED, [null, 'SIGINT']],
  ['an error', 'process.exit(1)', [1, null]],
])('gives the terminal back after %s', async (_, then, expected) => {
  const { end, output } = await run(80, then)
  expect(end).toEqual(expected)
  expect(output).toContain(SHOWS_CURSOR)
  expect(showOn({ columns: 80, rows: 24 }, output)).toEqual({
    lines: [...alerts, ''],
    cursor: { row: 40, column: 0 },
  })
})

it.each([
  [80, 24],
  [200, 60],
  [40, 10],
])('leaves every line where it was written, and no bar, on %s columns and %s rows', async (columns, rows) => {
  const { output } = await run(columns, STOPPED)
  expect(output).toContain('40 events')
  expect(showOn({ columns, rows }, output)).toEqual({
    lines: [...alerts, 'summary', ''],
    cursor: { row: 41, column: 0 },
  })
})
