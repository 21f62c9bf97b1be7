import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const rules = '.oxlintrc.json'

/** A line, and the folder of the file that has it. */
type Line = readonly [folder: string, line: string]

const inEach = (...lines: readonly string[]): Line[] =>
  ['src/core', 'src/core/alerts', 'src/core/alerts/deeper', 'src/contract', 'detectors'].flatMap((folder) =>
    lines.map((line) => [folder, line] as const),
  )

const pure: readonly Line[] = [
  ...inEach(
    "import { burst } from './burst.ts'",
    'export const day = Math.floor(1e9 / 864e5)',
    'export const copy = structuredClone({ a: 1 })',
  ),
  ['src/core', "import { judge } from './alerts/judge.ts'"],
  ['src/core', "import type { LookUp } from '../contract/look-up.ts'"],
  ['src/core/alerts', "import type { View } from '../view.ts'"],
  ['src/core/alerts', "import { slide } from '../windows/slide.ts'"],
  ['src/core/alerts', "import { DAY_MS } from '../../contract/time-units.ts'"],
  ['src/core/alerts', "import { logGamma } from 'simple-statistics'"],
  ['src/contract', "import { Type } from 'typebox'"],
  ['src/contract', "import { Pointer } from 'typebox/value'"],
  ['detectors', "import type { Detector } from '../src/core/detector.ts'"],
  ['detectors', "import { slide } from '../src/core/windows/slide.ts'"],
  ['detectors', "import { DAY_MS } from '../src/contract/time-units.ts'"],
]

const impure: readonly Line[] = [
  ...inEach(
    "import { readFileSync } from 'fs'",
    "import { randomUUID } from 'crypto'",
    "import { readFile } from 'node:fs/promises'",
    "import type { Stats } from 'node:fs'",
    "import { SonicBoom } from 'sonic-boom'",
    "import type { Redis } from 'ioredis'",
    "import 'pino'",
    "export { test } from '../../test/program.ts'",
    "export * from './../../cli.ts'",
    "export const fs = await import('fs')",
    'export const now = Date.now()',
    'export const alsoNow = globalThis.Date.now()',
    "export const environment = globalThis['process']",
    'export const id = crypto.randomUUID()',
    'export const chance = Math.random()',
    'queueMicrotask(() => undefined)',
    'setTimeout(() => undefined, 1)',
    "await fetch('https://example.org')",
  ),
  ['src/core', "import { run } from '../cli.ts'"],
  ['src/core', "import type { Settings } from '../ops/settings.ts'"],
  ['src/core', "import type { Lane } from '../contract/../pipeline/lane.ts'"],
  ['src/core', "import { burst } from '../../detectors/burst.ts'"],
  ['src/core/alerts', "import { run } from '../../cli.ts'"],
  ['src/core/alerts', "import type { Settings } from '../../ops/settings.ts'"],
  ['src/contract', "import { run } from '../cli.ts'"],
  ['src/contract', "import { step } from '../core/step.ts'"],
  ['detectors', "import { run } from '../src/cli.ts'"],
  ['detectors', "import type { Settings } from '../src/ops/settings.ts'"],
]

it('lets the middle import itself, and compute', () => {
  expect(findRefused(pure)).toEqual([])
})

it('lets the middle reach neither the ends nor the world', () => {
  expect(findRefused(impure)).toEqual(impure)
})

/** Those that lint refuses. The rules go by folders, so each line gets a file in a folder of the same name elsewhere. */
function findRefused(lines: readonly Line[]): Line[] {
  const place = mkdtempSync(join(tmpdir(), 'waywarden-fence-'))
  copyFileSync(join(root, rules), join(place, rules))
  for (const [index, [folder, line]] of lines.entries()) {
    mkdirSync(join(place, folder), { recursive: true })
    writeFileSync(join(place, folder, `${index}.ts`), `${line}\n`)
  }
  const faulty = lint(place)
  rmSync(place, { recursive: true })
  return lines.filter(([folder], index) => faulty.has(`${folder}/${index}.ts`))
}

/** The files in which something is used that is restricted: no other rule matters here. */
function lint(cwd: string): Set<string> {
  const oxlint = join(root, 'node_modules/.bin/oxlint')
  const { stdout } = spawnSync(oxlint, ['--format', 'json'], { cwd, encoding: 'utf8' })
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] }
  const restricted = diagnostics.filter(({ code }) => code.startsWith('eslint(no-restricted-'))
  return new Set(restricted.map(({ filename }) => filename))
}
