import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const cli = join(root, 'src/cli.ts')

function waywarden(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', cli, ...args], {
    cwd: root,
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

describe('the command line', () => {
  it('explains itself and exits 0', () => {
    const { status, stdout } = waywarden('--help')
    expect(status).toBe(0)
    for (const command of ['simulate', 'schema']) expect(stdout).toContain(`\n  ${command} `)
  })

  it('knows its version', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    expect(waywarden('--version')).toMatchObject({ status: 0, stdout: `${version}\n` })
  })

  it.each([
    ['no command', [], 'Usage: waywarden'],
    ['an unknown command', ['shema'], "unknown command 'shema'"],
    ['an unknown option', ['schema', 'alert', '--fast'], "unknown option '--fast'"],
    ['a missing argument', ['schema'], "missing required argument 'name'"],
    ['an argument out of the list', ['schema', 'parcel'], 'Allowed choices are audit-event, alert'],
  ])('exits 2 on %s and says so on standard error', (_, args, message) => {
    const { status, stdout, stderr } = waywarden(...args)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain(message)
  })

  it.each(['audit-event', 'alert', 'reject', 'coverage', 'policy'])(
    'prints the JSON Schema of %s',
    (name) => {
      const { status, stdout } = waywarden('schema', name)
      expect(status).toBe(0)
      const schema = JSON.parse(stdout) as { $id: string; title: string }
      expect(schema.$id).toMatch(/^urn:waywarden:/)
      expect(schema.title).not.toBe('')
      expect(new Ajv2020({ strict: false, validateFormats: false }).compile(schema)).toBeTypeOf('function')
    },
  )

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
    const { packages } = staticImports(cli)
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
