import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'

import { expect, it } from 'vitest'

const source = (name: string): string =>
  JSON.stringify(resolve(import.meta.dirname, `../../src/terminal/${name}.ts`))

/** Sends a signal at each word that the program writes. */
const run = async (work: string) => {
  const script = `
    const { heedInterrupt } = await import(${source('interrupt')})
    const { atEnd } = await import(${source('at-end')})
    atEnd(() => console.error('cleaned up'))
    await heedInterrupt(async (stop) => {
      setInterval(() => undefined, 1000)
      const asked = new Promise((resolve) => stop.addEventListener('abort', resolve))
      console.log('begins')
      ${work}
    })`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script])
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stdout.on('data', () => child.kill('SIGTERM'))
  return { end: await once(child, 'close'), said }
}

it('ends the program by the signal, after the work and what others do at the end', async () => {
  expect(await run("await asked\nconsole.error('worked')")).toEqual({
    end: [null, 'SIGTERM'],
    said: 'cleaned up\nworked\n',
  })
})

it('does not wait for the work where a second signal comes', async () => {
  const work = "await asked\nconsole.log('still works')\nawait new Promise(() => undefined)"
  expect(await run(work)).toEqual({ end: [null, 'SIGTERM'], said: 'cleaned up\n' })
})
