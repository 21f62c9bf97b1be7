import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { openLineFile } from '../../src/transport/line-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'waywarden-line-file-'))

it('has what was written in the file when it is settled, not only when it is closed', async () => {
  const path = join(folder, 'followed')
  const file = openLineFile(path)
  file.write('{"a":1}')
  await file.settle()
  await expect.poll(() => readFileSync(path, 'utf8')).toBe('{"a":1}\n')
  await file.close()
})

it('keeps what a file held until something is written to it, or it is closed', async () => {
  const path = join(folder, 'held')
  writeFileSync(path, 'what it held\n')
  const file = openLineFile(path)
  expect(readFileSync(path, 'utf8')).toBe('what it held\n')
  file.write('{}')
  await file.settle()
  await expect.poll(() => readFileSync(path, 'utf8')).toBe('{}\n')
  await file.close()
  await openLineFile(path).close()
  expect(readFileSync(path, 'utf8')).toBe('')
})

it('hands lines over by itself before they fill the memory', async () => {
  const path = join(folder, 'long')
  const file = openLineFile(path)
  for (let line = 0; line < 100; line++) file.write('x'.repeat(1_000))
  await expect.poll(() => readFileSync(path, 'utf8').length).toBeGreaterThan(50_000)
  await file.close()
})

it('leaves nothing behind at standard output, which others use after it', async () => {
  const before = process.stdout.listenerCount('error')
  await openLineFile('-').close()
  expect(process.stdout.listenerCount('error')).toBe(before)
})

it.skipIf(process.platform !== 'linux')('fails where what was written has no room', async () => {
  const file = openLineFile('/dev/full')
  file.write('{"a":1}')
  await expect(file.close()).rejects.toMatchObject({ code: 'file_unwritable' })
})

it('fails where nobody reads the pipe any more', async () => {
  const path = join(folder, 'pipe')
  execFileSync('mkfifo', [path])
  const reader = spawn('head', ['-c', '10', path], { stdio: 'ignore' })
  const ended = once(reader, 'close')
  const file = openLineFile(path)
  file.write('x'.repeat(100))
  await file.settle()
  await ended
  const more = async () => {
    for (;;) {
      file.write('x'.repeat(1_000_000))
      await file.settle()
    }
  }
  await expect(more()).rejects.toMatchObject({ code: 'file_unwritable' })
  await expect(file.close()).rejects.toMatchObject({ code: 'file_unwritable' })
})
