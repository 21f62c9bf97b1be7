import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

import { Command } from 'commander'
import { expect, test } from 'vitest'

import { registerSimulate } from '../../src/commands/simulate.ts'

const folder = await mkdtemp(join(tmpdir(), 'waywarden-simulate-'))

async function simulate(...words: string[]): Promise<void> {
  const program = new Command('waywarden').exitOverride().configureOutput({ writeErr: () => undefined })
  registerSimulate(program)
  program.commands.forEach((command) => command.exitOverride().configureOutput({ writeErr: () => undefined }))
  await program.parseAsync(['simulate', ...words], { from: 'user' })
}

const lines = (text: string): string[] => text.split('\n').slice(0, -1)

test('writes events and labels, and the same events compressed', async () => {
  const [plain, packed, labels] = ['a.ndjson', 'a.ndjson.gz', 'a.labels'].map((name) =>
    join(folder, name),
  ) as [string, string, string]
  const size = ['--accounts', '60', '--days', '8']
  await simulate(...size, '--out', plain, '--labels', labels)
  await simulate(...size, '--out', packed)
  const text = await readFile(plain, 'utf8')
  expect(gunzipSync(await readFile(packed)).toString()).toBe(text)
  expect(lines(text).length).toBeGreaterThan(5000)
  const kinds = lines(await readFile(labels, 'utf8')).map(
    (line) => (JSON.parse(line) as { kind: string }).kind,
  )
  expect(kinds[0]).toBe('company')
  expect(kinds.filter((kind) => kind === 'account').length).toBe(60)
})

test('a folder that is not there is a failure to write, with its name', async () => {
  const out = join(folder, 'nowhere', 'a.ndjson')
  await expect(simulate('--accounts', '30', '--days', '2', '--out', out)).rejects.toThrow(
    /cannot write .*nowhere/,
  )
})

test('begins on the local date that is given', async () => {
  const out = join(folder, 'from.ndjson')
  await simulate('--accounts', '30', '--days', '2', '--from', '2026-11-25', '--out', out)
  const days = lines(await readFile(out, 'utf8')).map((line) =>
    (JSON.parse(line) as { occurredAt: string }).occurredAt.slice(0, 10),
  )
  expect([...new Set(days)]).toEqual(['2026-11-25', '2026-11-26'])
})

test.each(['2026-02-29', '2026-3-2', 'yesterday', '1969-12-31', '2026-03-02T00:00Z', ''])(
  '--from %s is refused, with what a date looks like',
  async (date) => {
    await expect(simulate('--from', date)).rejects.toThrow(/Give a date .* 2026-03-02/)
  },
)

test.each([
  ['--late', '2'],
  ['--days', '0'],
  ['--seed', 'x'],
  ['--roles', 'some'],
])('%s %s is refused', async (...words) => {
  await expect(simulate(...words)).rejects.toThrow()
})

test.each([
  [
    'a theft that the scenario does not have',
    ['--scenario', 'honest', '--thefts', 'ring'],
    /honest; it has none/,
  ],
  [
    'a ramp where there is none',
    ['--ramp', '0.1'],
    /no ramp in company; --ramp is for the scenario slow-ramp/,
  ],
  ['fewer accounts than roles', ['--accounts', '7'], /at least 8 accounts, one of each role, not 7/],
  ['more accounts than there are numbers for', ['--accounts', '40001'], /at most 40000 accounts, not 40001/],
  ['more days than there are numbers for', ['--days', '401'], /at most 400 days, not 401/],
  [
    'several faults at once, each by name,',
    ['--accounts', '40001', '--days', '401', '--ramp', '0.1'],
    /no ramp in company[^]*40000 accounts[^]*400 days/,
  ],
  [
    'a log that ends when no event is read any more',
    ['--from', '2199-12-25', '--days', '8'],
    /a log must end before 2200/,
  ],
  [
    'a list of one scenario',
    ['--list', '--scenario', 'bogus'],
    /'-l, --list' cannot be used with .*--scenario/,
  ],
])('%s is refused, and no file touched', async (_, words, message) => {
  const out = join(folder, 'kept')
  await writeFile(out, 'as it was')
  await expect(simulate(...words, '--out', out)).rejects.toThrow(message)
  expect(await readFile(out, 'utf8')).toBe('as it was')
})

test('a kind of theft that does not exist is refused', async () => {
  await expect(simulate('--thefts', 'night-scrapper')).rejects.toThrow(/night-scrapper/)
})
