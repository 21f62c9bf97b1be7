import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { constants, gunzipSync, gzipSync } from 'node:zlib'

import { expect, it } from 'vitest'

import { createRandom } from '../../src/simulate/random/create-random.ts'
import { readFiles, totalBytes } from '../../src/transport/file.ts'
import { SEED } from '../core/support/streams.ts'

const folder = mkdtempSync(join(tmpdir(), 'waywarden-file-'))

const write = (name: string, content: string | Buffer): string => {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}

const linesOf = async (...files: string[]): Promise<string[]> => {
  const lines: string[] = []
  for await (const { records } of readFiles(files)) lines.push(...records.map(({ value }) => String(value)))
  return lines
}

const text = '{"a":1}\n\n{"b":2}\n{"c":3}'
const expected = ['{"a":1}', '{"b":2}', '{"c":3}']

it('unpacks what begins as gzip does, whatever its name, and nothing else', async () => {
  expect(await linesOf(write('packed.ndjson', gzipSync(text)))).toEqual(expected)
  expect(await linesOf(write('packed.gz', gzipSync(text)))).toEqual(expected)
  expect(await linesOf(write('plain.gz', text))).toEqual(expected)
  const padded = Buffer.concat([gzipSync(text), Buffer.alloc(100_000)])
  expect(await linesOf(write('padded', padded), write('next', gzipSync(text)))).toEqual([
    ...expected,
    ...expected,
  ])
  const parts = Buffer.concat([gzipSync('{"a":1}\n\n{"b"'), gzipSync(':2}\n{"c":3}')])
  expect(await linesOf(write('parts', parts))).toEqual(expected)
})

it('reads what comes behind zeros in a gzipped file, as where padded archives were joined', async () => {
  const [first, second] = [gzipSync('{"a":1}\n\n{"b"'), gzipSync(':2}\n{"c":3}')]
  const piece = 1 << 14
  // The zeros begin and end before, at and behind the edges of the pieces that are unpacked at a time.
  for (const zeros of [1, 100, piece - first.length, piece - first.length + 1, piece, 3 * piece]) {
    const joined = Buffer.concat([first, Buffer.alloc(zeros), second, Buffer.alloc(zeros)])
    expect(await linesOf(write('joined', joined))).toEqual(expected)
  }
  // An archive that ends where a piece does: what it holds is stored, 23 bytes of frame around it.
  const exact = gzipSync('x'.repeat(piece - 24) + '\n', { level: 0 })
  expect(exact.length).toBe(piece)
  for (const next of [second, Buffer.concat([Buffer.alloc(50), second])])
    expect(await linesOf(write('exact', Buffer.concat([exact, next])))).toHaveLength(3)
  const foreign = Buffer.concat([gzipSync(text), Buffer.alloc(100), Buffer.from('{"d":4}')])
  await expect(linesOf(write('foreign', foreign))).rejects.toMatchObject({ code: 'file_unreadable' })
})

it('numbers lines from 0 as an editor does from 1, empty ones too, and on from file to file', async () => {
  const files = [
    write('first', '\n\n{"a":1}\n\n{"b":2}'),
    write('second', '\n{"c":3}\n'),
    write('third', '{"d":4}'),
  ]
  const offsets: number[] = []
  for await (const { records } of readFiles(files)) offsets.push(...records.map(({ offset }) => offset))
  expect(offsets).toEqual([2, 4, 6, 7])
})

it('reads the same lines where they end as on Windows', async () => {
  const text = '{"a":1}\n\n{"b":2}\n{"c":3}'
  expect(await linesOf(write('windows', text.replaceAll('\n', '\r\n')))).toEqual(
    await linesOf(write('unix', text)),
  )
})

it('takes a line that begins as a Windows line ends for one like any other', async () => {
  expect(await linesOf(write('returned', '\r{"a":1}\n'))).toEqual(['\r{"a":1}'])
})

it('adds up the sizes of files, which nobody knows of standard input and of pipes, and a folder has none', () => {
  const files = [write('three', 'abc'), write('five', 'abcde')]
  expect(totalBytes(files)).toBe(8)
  expect(
    [
      [...files, '-'],
      ['-', ...files],
      [...files, '/dev/null'],
    ].map(totalBytes),
  ).toEqual([null, null, null])
  expect(() => totalBytes([...files, folder])).toThrow(`Cannot read ${folder}: it is a directory`)
})

it('reads files of a byte or none', async () => {
  expect(await linesOf(write('empty', ''), write('short', 'x'), write('half-magic', '\u001f'))).toEqual([
    'x',
    '\u001f',
  ])
})

it('fails where a packed file is cut short', async () => {
  const cut = write('cut', gzipSync(text).subarray(0, -12))
  await expect(linesOf(cut)).rejects.toMatchObject({ code: 'file_unreadable' })
  await expect(linesOf(join(folder, 'missing'))).rejects.toMatchObject({ code: 'file_unreadable' })
})

it('gives all that lies before the cut, however slowly it is taken', async () => {
  const random = createRandom('cut', SEED)
  const whole = gzipSync(Array.from({ length: 40_000 }, () => `{"a":${random()}}\n`).join(''))
  const packed = whole.subarray(0, Math.floor(whole.length / 2))
  const plain = gunzipSync(packed, { finishFlush: constants.Z_SYNC_FLUSH }).toString()
  let taken = ''
  const read = async () => {
    for await (const { records } of readFiles([write('slow', packed)])) {
      taken += records.map(({ value }) => `${String(value)}\n`).join('')
      await delay(10)
    }
  }
  await expect(read()).rejects.toMatchObject({ code: 'file_unreadable' })
  expect(taken.length).toBe(plain.lastIndexOf('\n') + 1)
})

it('reads what comes before a line without end, and fails there before it fills the memory', async () => {
  const endless = write('endless', text)
  truncateSync(endless, 2 ** 28 + 2 ** 20)
  const lines: string[] = []
  const read = async () => {
    for await (const { records } of readFiles([endless]))
      lines.push(...records.map(({ value }) => String(value)))
  }
  await expect(read()).rejects.toThrow(/endless: a line is longer than 256 MiB; each event must be one line/)
  expect(lines).toEqual(expected.slice(0, 2))
})

it('unpacks standard input too, even where its first bytes come one by one', async () => {
  const module = JSON.stringify(resolve(import.meta.dirname, '../../src/transport/file.ts'))
  const script = `const { readFiles } = await import(${module})
    console.error('reads')
    for await (const { records } of readFiles(['-'])) for (const { value } of records) console.log(String(value))`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script])
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const packed = gzipSync(text)
  await once(child.stderr, 'data')
  child.stdin.write(packed.subarray(0, 1))
  await delay(100) // else it may read both at once
  child.stdin.end(packed.subarray(1))
  await once(child, 'close')
  expect(output.trim().split('\n')).toEqual(expected)
})
