import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { expect, it, onTestFinished } from 'vitest'

const signals = join(import.meta.dirname, '../../src/ops/signals.ts')
const program = `
  import(${JSON.stringify(signals)}).then(async ({ heedSignals }) => {
    const ending = heedSignals()
    const going = setInterval(() => undefined, 1000)
    console.log('heeds')
    console.log(await ending)
    process.on('SIGTERM', () => clearInterval(going))
  })
`

it('tells the first signal to stop, and survives those before and behind it', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', '--eval', program])
  onTestFinished(() => void child.kill('SIGKILL'))
  const said = async () => String((await once(child.stdout, 'data'))[0]).trim()
  expect(await said()).toBe('heeds')
  child.kill('SIGHUP')
  child.kill('SIGINT')
  expect(await said()).toBe('SIGINT')
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})
