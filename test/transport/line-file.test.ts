import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { expect, it } from 'vitest'

import { openLineFile } from '../../src/transport/line-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'waywarden-line-file-'))

it('has what was written in the file when it is settled, not only when it is closed', async () => {
  const path = join(folder, 'followed')
  const file = openLineFile(path)
  file.write('{"a":1}')
  expect(await file.settle()).toBe(true)
  await expect.poll(() => readFileSync(path, 'utf8')).toBe('{"a":1}\n')
  await file.close()
})

it('hands lines over by itself before they fill the memory', async () => {
  const path = join(folder, 'long')
  const file = openLineFile(path)
  for (let line = 0; line < 100; line++) file.write('x'.repeat(1_000))
  await expect.poll(() => readFileSync(path, 'utf8').length).toBeGreaterThan(50_000)
  await file.close()
})

it.skipIf(process.platform !== 'linux')('fails where what was written has no room', async () => {
  const file = openLineFile('/dev/full')
  file.write('{"a":1}')
  await expect(file.close()).rejects.toMatchObject({ code: 'file_unwritable' })
})

it('says when nobody reads any more, and ends quietly', async () => {
  const module = JSON.stringify(resolve(import.meta.dirname, '../../src/transport/line-file.ts'))
  const script = `const { openLineFile } = await import(${module})
    const file = openLineFile('-')
    do file.write('x'.repeat(100_000))
    while (await file.settle())
    await file.close()
    console.error('not read')`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script])
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stdout.once('data', () => child.stdout.destroy())
  expect(await once(child, 'close')).toEqual([0, null])
  expect(said).toBe('not read\n')
})
