import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

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
