import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

import type { TestProject } from 'vitest/node'

const root = join(import.meta.dirname, '..')
const sources = ['src', 'detectors', 'tsconfig.json', '.config/tsconfig.build.json', 'package.json']

/** The program as it is installed. From its sources it takes thrice as long to start. */
export const program = join(root, 'dist/src/cli.js')

/** Builds it before all tests, and before each run of a watch. */
export function setup(project: TestProject): void {
  build()
  project.onTestsRerun(async () => build())
}

// Only where it is not up to date: a build takes the program away from other tests that run.
function build(): void {
  const built = statSync(program, { throwIfNoEntry: false })
  // The last step of a build makes it executable.
  const isWhole = built !== undefined && (built.mode & 0o100) !== 0
  if (isWhole && Math.max(...sources.flatMap(timesOf)) < built.ctimeMs) return
  const { status, stdout } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(`npm run build failed with ${status}:\n${stdout}`)
}

/** When the file was changed, or the folder and all that is in it. */
function timesOf(source: string): number[] {
  const path = join(root, source)
  const entry = statSync(path)
  const within = entry.isDirectory() ? readdirSync(path, { encoding: 'utf8', recursive: true }) : []
  return [entry.ctimeMs, ...within.map((name) => statSync(join(path, name)).ctimeMs)]
}
