// npm run scores [-- SEEDS]: the detection tables of the README, one command after the other, on standard output.
import { spawnSync } from 'node:child_process'

import { project } from './built.ts'

const seeds = process.argv[2] ?? '1..5'

/** What the README shows, in its order. */
const sets = [
  ['--simulate', 'company', '--against', 'all'],
  ['--simulate', 'company', '--outlet-ids', 'absent'],
  ['--simulate', 'promotion'],
  ['--simulate', 'honest'],
  ['--simulate', 'slow-ramp', '--per-theft'],
]

const run = (command: string, args: readonly string[]): void => {
  const { status } = spawnSync(command, args, { cwd: project, stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) process.exit(status ?? 1)
}

run('npm', ['run', '--silent', 'build'])
for (const set of sets) {
  const form = set.includes('--per-theft') ? [] : ['--markdown']
  const args = ['evaluate', ...set, '--seeds', seeds, ...form]
  process.stdout.write(`\nnpx waywarden ${args.join(' ')}\n\n`)
  run('node', ['dist/src/cli.js', ...args])
}
