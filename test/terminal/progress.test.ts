import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'

import { expect, it } from 'vitest'

const module = JSON.stringify(resolve(import.meta.dirname, '../../src/terminal/progress.ts'))
const begin = `process.stderr.isTTY = true
  const { createProgress } = await import(${module})
  createProgress(10).line('alert')`
const SHOWS_CURSOR = '\u001b[?25h'
const BREAKS_LINES = '\u001b[?7h'

it.each([
  ['an interrupt', "setInterval(() => undefined, 1000)\nconsole.log('runs')", [null, 'SIGINT']],
  ['an error', 'process.exit(1)', [1, null]],
])('gives the terminal back after %s', async (_, then, end) => {
  const child = spawn(process.execPath, [
    '--import',
    'tsx',
    '--input-type=module',
    '--eval',
    `${begin}\n${then}`,
  ])
  let output = ''
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stdout.on('data', () => child.kill('SIGINT'))
  expect(await once(child, 'close')).toEqual(end)
  expect(output).toContain(SHOWS_CURSOR)
  expect(output).toContain(BREAKS_LINES)
})
