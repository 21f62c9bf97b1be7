import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

import { describe, expect, it } from 'vitest'

import { program } from '../program.ts'

const root = resolve(import.meta.dirname, '../..')

const commands = ['inspect', 'replay', 'run', 'simulate', 'schema']

const waywarden = (...args: readonly string[]) => waywardenWith({}, ...args)

function waywardenWith(environment: Record<string, string>, ...args: readonly string[]) {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('WAYWARDEN_'))
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...Object.fromEntries(inherited), ...environment },
  })
  return { status, stdout, stderr }
}

function fileOf(name: string, text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'waywarden-cli-')), name)
  writeFileSync(file, text)
  return file
}

describe('the command line', () => {
  it('explains itself and exits 0', () => {
    const { status, stdout } = waywarden('--help')
    expect(status).toBe(0)
    for (const command of commands) expect(stdout).toContain(`\n  ${command} `)
  })

  it('knows its version', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    expect(waywarden('--version')).toMatchObject({ status: 0, stdout: `${version}\n` })
  })

  it.skipIf(process.platform !== 'linux')('says so where its output cannot be written', () => {
    const full = openSync('/dev/full', 'w')
    const { status, stderr } = spawnSync(process.execPath, [program, 'schema', 'policy'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', full, 'pipe'],
    })
    closeSync(full)
    expect(status).toBe(1)
    expect(stderr).toMatch(/^waywarden: cannot write standard output: ENOSPC.*\n$/)
  })

  it.each([
    ['no command', [], 'Usage: waywarden'],
    ['an unknown command', ['shema'], "unknown command 'shema'"],
    ['an argument out of the list', ['schema', 'parcel'], 'Allowed choices are audit-event, alert'],
    [
      'more lanes than there can be',
      ['replay', '-', '--lanes', '10000000000'],
      'Give a whole number from 1 to 1024.',
    ],
    ['a whole number that has no digits only', ['replay', '-', '--lanes', '0x10'], 'Give a whole number'],
    ['a number of another language', ['simulate', '--late', '1e-1'], 'Give a number from 0 to'],
  ])('exits 2 on %s and says so on standard error', (_, args, message) => {
    const { status, stdout, stderr } = waywarden(...args)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain(message)
  })

  it.each([
    ['an unknown command', ['shema']],
    ['an argument out of the list', ['schema', 'parcel']],
    ['an argument that is missing', ['replay']],
    ['an unknown option', ['run', '--polcy', 'x']],
    ['a value that an option does not take', ['simulate', '--seed', 'x']],
    ['options that do not go together', ['inspect', 'u1', '--until', '2026-03-02T00:00:00Z']],
    ['a file that is missing', ['replay', '/no/such/file']],
  ])('begins what it says of %s with its name, as of everything else', (_, args) => {
    const { stderr } = waywarden(...args)
    expect(stderr).toMatch(/^waywarden: [^ ]/)
    expect(stderr).not.toMatch(/^error/im)
  })

  it('lists every fault of the settings, exits 2, and has started nothing', () => {
    const config = fileOf('waywarden.yaml', 'kafak: {}\nhttp:\n  port: many\n')
    const { status, stdout, stderr } = waywardenWith(
      { WAYWARDEN_LOG_LEVEL: 'loud' },
      'run',
      '--config',
      config,
    )
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr.trimEnd().split('\n')).toEqual([
      'waywarden:',
      '  WAYWARDEN_LOG_LEVEL must be one of debug, info, warn, error, silent',
      `  ${config}:1:1: kafak is not known; did you mean kafka?`,
      `  ${config}:3:9: http.port must be a whole number`,
      expect.stringContaining('  WAYWARDEN_TOKEN_KEY or tokenKeyFile must hold a secret'),
    ])
  })

  it('exits 2 on a policy that cannot be used', () => {
    const policy = fileOf('policy.yaml', 'detectors:\n  volume-brust: {}\n')
    const { status, stderr } = waywarden('replay', fileOf('events.ndjson', ''), '--policy', policy)
    expect(status).toBe(2)
    expect(stderr).toBe(
      `waywarden: ${policy}:2:3: detectors.volume-brust is not known; did you mean volume-burst?\n`,
    )
  })

  it('exits 1 with one line where the world fails, and adds the stack only with --debug', () => {
    const missing = join(tmpdir(), 'waywarden-no-such-file.ndjson')
    const { status, stderr } = waywarden('replay', missing)
    expect({ status, lines: stderr.trimEnd().split('\n').length }).toEqual({ status: 1, lines: 1 })
    expect(stderr).toContain(missing)
    expect(waywarden('--debug', 'replay', missing).stderr).toMatch(/\n {4}at .*\.js:\d+/)
  })

  it('lets no name that an error quotes move the cursor', () => {
    const words = ['inspect', 'u1\u001b[2J\u009b', '--replay', fileOf('events.ndjson', '')]
    const { status, stderr } = waywarden(...words)
    expect(status).toBe(1)
    expect(stderr).toMatch(/^waywarden: account "u1\\u001b\[2J\\u009b" was not found/)
    expect(waywarden('--debug', ...words).stderr).not.toMatch(/[^\P{Cc}\n]/u)
  })

  it('exits 2 before it writes over what it reads, or two outputs over each other', () => {
    const log = fileOf('events.ndjson', '{}\n')
    const other = `${log}.out`
    for (const args of [
      ['replay', log, '--alerts', log],
      ['replay', log, '--alerts', other, '--rejects', other],
      ['simulate', '--out', other, '--labels', other],
      ['evaluate', log, '--labels', log, '--json', log],
    ]) {
      const { status, stderr } = waywarden(...args)
      expect({ args, status, stderr }).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('its own file'),
      })
    }
    expect(readFileSync(log, 'utf8')).toBe('{}\n')
    expect(existsSync(other)).toBe(false)
  })

  it('says why nothing of a log was of use, in the words of the log', () => {
    const log = fileOf('events.ndjson', '{"id":"e","at":1772417700000,"user":{"login":"u1"},"bill":"YT1"}\n')
    const config = fileOf(
      'waywarden.yaml',
      'mapping: { eventId: /id, occurredAt: /at, accountId: /user/logn, waybills: /bill }\n',
    )
    const { status, stderr } = waywarden('replay', log, '--config', config)
    expect(status).toBe(1)
    expect(stderr).toContain('/accountId is required (mapped from /user/logn)')
  })

  it('exits 0 when it is done', () => {
    expect(waywarden('replay', fileOf('events.ndjson', '')).status).toBe(0)
  })

  it('ends quietly when its reader has gone', () => {
    const command = `"${process.execPath}" "${program}" simulate --accounts 50 --days 2 | head -n 1`
    // Of a locale that is not installed some shells complain.
    const env = { ...process.env, LC_ALL: 'C' }
    const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { cwd: root, env, encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout.split('\n')).toHaveLength(2)
  })

  it('loads no client, server or logger before a command needs it', () => {
    const heavy = [
      'kafkajs',
      'ioredis',
      'fastify',
      'prom-client',
      'pino',
      'yaml',
      'simple-statistics',
      'cli-table3',
    ]
    const { packages } = staticImports(join(root, 'src/cli.ts'))
    expect([...packages].filter((name) => heavy.includes(name))).toEqual([])
  })
})

// What a file imports before it runs, whatever imports that, and so on: types and import() do not count.
function staticImports(file: string, seen = new Set<string>(), packages = new Set<string>()) {
  if (seen.has(file) || !existsSync(file)) return { seen, packages }
  seen.add(file)
  const statement = /^(?:import|export) (?!type )(?:[^'"]*? from )?['"]([^'"]+)['"]/gm
  for (const [, from = ''] of readFileSync(file, 'utf8').matchAll(statement)) {
    if (from.startsWith('.')) staticImports(resolve(dirname(file), from), seen, packages)
    else packages.add(from)
  }
  return { seen, packages }
}
